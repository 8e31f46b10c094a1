// Which numbered words are selected. The server numbered them, so nothing is counted here but elements.

/** Numbers of the first and the last selected word within `article`, and what they say; null for none. */
export function selectedWords(article: Element): { first: number; last: number; text: string } | null {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(article)) return null;
  const words = [...article.querySelectorAll<HTMLElement>("[data-w]")].filter((word) => touches(range, word));
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last) return null;
  const whole = document.createRange();
  whole.setStartBefore(first);
  whole.setEndAfter(last);
  return { first: Number(first.dataset.w), last: Number(last.dataset.w), text: whole.toString() };
}

/** Whether a range holds at least a part of the word, not merely its edge. */
function touches(range: Range, word: HTMLElement): boolean {
  if (!range.intersectsNode(word)) return false;
  const own = document.createRange();
  own.selectNodeContents(word);
  return range.compareBoundaryPoints(Range.END_TO_START, own) < 0 && range.compareBoundaryPoints(Range.START_TO_END, own) > 0;
}
