import { useDebouncedCallback } from '@mantine/hooks';
import { useRef, useState } from 'react';

const PAUSE_MS = 250;

/** Text that is searched for when the person pauses, and follows when the search changes elsewhere (back, clear). */
export function useSearchText(current: string | undefined, search: (text: string | undefined) => void) {
  const [text, setShown] = useState(current ?? '');
  const asked = useRef(current);
  const ask = useDebouncedCallback((next: string) => {
    asked.current = next.trim() || undefined;
    search(asked.current);
  }, PAUSE_MS);
  const [followed, setFollowed] = useState(current);
  if (followed !== current) {
    setFollowed(current);
    // Our own search coming back must not undo what was typed since.
    if (asked.current !== current) {
      asked.current = current;
      setShown(current ?? '');
    }
  }
  return {
    text,
    setText(next: string) {
      setShown(next);
      ask(next);
    },
  };
}
