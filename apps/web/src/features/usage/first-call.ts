export const callLanguages = { python: 'Python', typescript: 'TypeScript', curl: 'curl' } as const;
export type CallLanguage = keyof typeof callLanguages;

/** A program that asks a model through this product, with the OpenAI client of its language. */
export const callIn = (language: CallLanguage, baseUrl: string, model: string) => programs[language](baseUrl, model);

const programs: Record<CallLanguage, (baseUrl: string, model: string) => string> = {
  python: (baseUrl, model) => `from openai import OpenAI

client = OpenAI(base_url="${baseUrl}", api_key="ims_sk_…")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)`,
  typescript: (baseUrl, model) => `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${baseUrl}', apiKey: 'ims_sk_…' });
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Hello' }],
});
console.log(answer.choices[0].message.content);`,
  curl: (baseUrl, model) => `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer ims_sk_…" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Hello"}]}'`,
};
