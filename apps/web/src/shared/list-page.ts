/** One page of a list: its rows, how many rows the whole list has, and the cursor of the next page. */
export interface ListPage<Row> {
  rows: Row[];
  total: number;
  next: string | undefined;
}

/** What the generated functions leave in the headers of a list. */
export function listPage<Row>({ data, response }: { data: Row[]; response: Response }): ListPage<Row> {
  const next = /[?&]cursor=([^&>]+)[^>]*>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1];
  return { rows: data, total: Number(response.headers.get('X-Total-Count')), next };
}
