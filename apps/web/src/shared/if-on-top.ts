/** Closes a dialog unless another lies over it: Escape reaches every open one, and is meant for the one on top. */
export const ifOnTop = (close: () => void) => () => {
  if (document.querySelectorAll('[aria-modal=true]').length <= 1) close();
};
