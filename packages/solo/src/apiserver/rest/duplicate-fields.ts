// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Strings and punctuation; what stands between them does not matter here.
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

interface Level {
  path: string;
  /** Keys seen so far; undefined in a list. */
  keys: Set<string> | undefined;
  key: string;
  index: number;
}

/** Paths of the fields that one object of a JSON text has more than once, such as `metadata.labels.app`; the text is known to be JSON. */
export function duplicateFields(text: string): string[] {
  const found = new Set<string>();
  const levels: Level[] = [];
  let last = '""';
  for (const [token] of text.matchAll(tokens)) {
    const level = levels.at(-1);
    switch (token) {
      case '{':
        levels.push({ path: placeIn(level), keys: new Set(), key: '', index: 0 });
        break;
      case '[':
        levels.push({ path: placeIn(level), keys: undefined, key: '', index: 0 });
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (level) level.index += 1;
        break;
      case ':':
        if (level?.keys) {
          level.key = JSON.parse(last) as string;
          if (level.keys.has(level.key)) found.add(placeIn(level));
          level.keys.add(level.key);
        }
        break;
      default:
        last = token;
    }
  }
  return [...found];
}

function placeIn(level: Level | undefined): string {
  if (!level) return '';
  if (!level.keys) return `${level.path}[${level.index}]`;
  return level.path ? `${level.path}.${level.key}` : level.key;
}
