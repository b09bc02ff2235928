import type { KeyboardEvent } from 'react';

/**
 * Arrow keys go through the cards as they lie on the screen, and from the search into them; what is typed on a card
 * goes on in the search.
 */
export function moveBetweenCards(event: KeyboardEvent<HTMLElement>, search: HTMLInputElement | null): void {
  const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-card]')];
  const at = cards.indexOf(event.target as HTMLElement);
  if (at < 0) {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    cards[0]?.focus();
    return;
  }
  if (/^\S$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    search?.focus();
    return;
  }
  const to = target(event.key, cards, at);
  if (to === undefined) return;
  event.preventDefault();
  const next = to < 0 ? search : cards[Math.min(to, cards.length - 1)];
  next?.focus();
}

function target(key: string, cards: readonly HTMLElement[], at: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return at + 1;
    case 'ArrowLeft':
      return at - 1;
    case 'ArrowDown':
      return nearestBelow(cards, at) ?? at + 1;
    case 'ArrowUp':
      return nearestAbove(cards, at) ?? at - 1;
    case 'Home':
      return 0;
    case 'End':
      return cards.length - 1;
    default:
      return undefined;
  }
}

interface Place {
  index: number;
  x: number;
  y: number;
}

const placesOf = (cards: readonly HTMLElement[]) =>
  cards.map((card, index): Place => {
    const { left, top } = card.getBoundingClientRect();
    return { index, x: left, y: top };
  });

function nearestBelow(cards: readonly HTMLElement[], at: number): number | undefined {
  const places = placesOf(cards);
  const from = places[at];
  const below = places.filter(({ y }) => from && y > from.y);
  return nearest(below, from, Math.min(...below.map(({ y }) => y)));
}

function nearestAbove(cards: readonly HTMLElement[], at: number): number | undefined {
  const places = placesOf(cards);
  const from = places[at];
  const above = places.filter(({ y }) => from && y < from.y);
  // Above the first row is the search.
  return above.length === 0 && from && from.y > 0 ? -1 : nearest(above, from, Math.max(...above.map(({ y }) => y)));
}

/** Of the cards in the row, the one most nearly in the same column. */
function nearest(places: readonly Place[], from: Place | undefined, row: number): number | undefined {
  const inRow = places.filter(({ y }) => y === row);
  const distance = ({ x }: Place) => Math.abs(x - (from?.x ?? 0));
  return inRow.sort((a, b) => distance(a) - distance(b))[0]?.index;
}
