/** What can be told without asking the API, which has the last word. */
export const validMember = {
  name: (text: string) => (text.trim() === '' ? 'Enter a name.' : null),
  email: (text: string) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) ? null : 'Enter an e-mail address.'),
  password: (text: string) => (text.length < 8 ? 'Use at least 8 characters.' : null),
};
