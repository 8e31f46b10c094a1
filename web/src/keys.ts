// Keys of the review page: which key does what, kept in the browser so that people can choose their own.
const KEPT = "onrecord-keys";

export const DEFAULTS = {
  accept: "a",
  reject: "x",
  edit: "e",
  skip: " ",
  undo: "Backspace",
  next: "j",
  previous: "k",
  help: "?",
} as const;
export type Action = keyof typeof DEFAULTS;
export type Keys = Record<Action, string>;

const SIGNS: Record<string, string> = { " ": "space", Backspace: "⌫", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };
const RESERVED = new Set(["Tab", "Enter", "Escape", "Shift", "Control", "Alt", "Meta", "CapsLock", "Dead", "Unidentified"]);

/** How a key is written on a button. */
export function sign(key: string): string {
  return SIGNS[key] ?? key;
}

export function load(): Keys {
  const keys: Keys = { ...DEFAULTS };
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    for (const [name, key] of Object.entries(kept as object)) {
      if (name in DEFAULTS && typeof key === "string") keys[name as Action] = key;
    }
  } catch {
    // no storage, or nonsense in it: the keys are as they come
  }
  return keys;
}

export function save(keys: Keys): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(keys));
  } catch {
    // no storage: they hold for this page
  }
}

/** Why a key cannot be had for an action; null where it can. */
export function refusal(keys: Keys, action: Action, key: string): string | null {
  if (RESERVED.has(key) || key.length === 0) return `${sign(key)} is needed by the browser`;
  const taken = (Object.keys(keys) as Action[]).find((other) => other !== action && keys[other] === key);
  return taken ? `${sign(key)} is the key for “${taken}” already` : null;
}
