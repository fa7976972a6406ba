// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const posixClasses: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

const compiled = new Map<string, RegExp | Error>();

/**
 * A regular expression in Go's syntax (RE2), as far as JavaScript can express it.
 * @throws SyntaxError
 * @differs matches by backtracking: a pattern such as `^(a+)+$` takes exponential time
 */
export function goRegExp(pattern: string): RegExp {
  let found = compiled.get(pattern);
  if (!found) {
    try {
      found = translate(pattern);
    } catch (error) {
      found = error as Error;
    }
    if (compiled.size > 5000) compiled.clear();
    compiled.set(pattern, found);
  }
  if (found instanceof Error) throw found;
  return found;
}

function translate(pattern: string): RegExp {
  let flags = 'u';
  let rest = pattern;
  const leading = /^\(\?([ims]+)\)/.exec(rest);
  if (leading) {
    flags += leading[1]?.replace(/(.)(?=.*\1)/g, '') ?? '';
    rest = rest.slice(leading[0].length);
  }
  let out = '';
  for (let at = 0; at < rest.length; ) {
    const { text, length } = step(rest, at, flags.includes('s'));
    out += text;
    at += length;
  }
  return new RegExp(out, flags);
}

function step(pattern: string, at: number, dotAll: boolean): { text: string; length: number } {
  const c = pattern[at] ?? '';
  if (c === '\\') return escaped(pattern, at, false);
  if (c === '[') return bracket(pattern, at);
  if (c === '.') return { text: dotAll ? '.' : '[^\\n]', length: 1 };
  if (pattern.startsWith('(?P<', at)) return { text: '(?<', length: 4 };
  // Outside of a repetition these stand for themselves in Go.
  if (c === '{' && !/^\{\d+(,\d*)?\}/.test(pattern.slice(at))) return { text: '\\{', length: 1 };
  if (c === '{')
    return { text: pattern.slice(at, pattern.indexOf('}', at) + 1), length: pattern.indexOf('}', at) + 1 - at };
  if (c === '}' || c === ']') return { text: `\\${c}`, length: 1 };
  if (/^\(\?(=|!|<=|<!)/.test(pattern.slice(at, at + 4)))
    throw new SyntaxError(`error parsing regexp: invalid or unsupported Perl syntax: \`${pattern.slice(at, at + 3)}\``);
  const codePoint = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  return { text: codePoint, length: codePoint.length };
}

function escaped(pattern: string, at: number, inClass: boolean): { text: string; length: number } {
  const c = pattern[at + 1];
  if (c === undefined) throw new SyntaxError('error parsing regexp: trailing backslash at end of expression: ``');
  const spaces = '\\t\\n\\f\\r ';
  if (c === 's') return { text: inClass ? spaces : `[${spaces}]`, length: 2 };
  if (c === 'S' && !inClass) return { text: `[^${spaces}]`, length: 2 };
  if (/[dDwWSbBfnrtv]/.test(c)) return { text: `\\${c}`, length: 2 };
  if (c === 'A') return { text: '^', length: 2 };
  if (c === 'z') return { text: '$', length: 2 };
  if (c === 'a') return { text: '\\x07', length: 2 };
  const property = /^\\([pP])(\{(\^?)(\w+)\}|([A-Z]))/.exec(pattern.slice(at));
  if (property) {
    const [all, letter = 'p', , not, long, short] = property;
    const negated = (letter === 'P') !== (not === '^');
    const name = long ?? short ?? '';
    const script = name.length > 2 && name !== 'Any' ? `Script=${name}` : name;
    return { text: `\\${negated ? 'P' : 'p'}{${script}}`, length: all.length };
  }
  const hex = /^\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(pattern.slice(at));
  if (hex) return { text: `\\u{${hex[1] ?? hex[2]}}`, length: hex[0].length };
  if (c === 'Q') {
    const end = pattern.indexOf('\\E', at);
    const quoted = pattern.slice(at + 2, end < 0 ? undefined : end);
    return { text: quoted.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&'), length: quoted.length + (end < 0 ? 2 : 4) };
  }
  if (/[0-9A-Za-z]/.test(c)) throw new SyntaxError(`error parsing regexp: invalid escape sequence: \`\\${c}\``);
  const isSyntax = /[\^$\\.*+?()[\]{}|/]/.test(c) || (inClass && c === '-');
  return { text: isSyntax ? `\\${c}` : c, length: 2 };
}

function bracket(pattern: string, start: number): { text: string; length: number } {
  let at = start + 1;
  let out = '[';
  if (pattern[at] === '^') {
    out += '^';
    at++;
  }
  for (let first = true; ; first = false) {
    const c = pattern[at];
    if (c === undefined) throw new SyntaxError(`error parsing regexp: missing closing ]: \`${pattern.slice(start)}\``);
    if (c === ']' && !first) return { text: `${out}]`, length: at + 1 - start };
    const posix = /^\[:(\^?)(\w+):\]/.exec(pattern.slice(at));
    if (posix && posix[1] === '') {
      const chars = posixClasses[posix[2] ?? ''];
      if (chars === undefined)
        throw new SyntaxError(`error parsing regexp: invalid character class range: \`${posix[0]}\``);
      out += chars;
      at += posix[0].length;
    } else if (c === '\\') {
      const { text, length } = escaped(pattern, at, true);
      out += text;
      at += length;
    } else {
      const isEdge = c === '-' && (first || pattern[at + 1] === ']' || /\\[dwsDWS]$/.test(out));
      out += /[[\](){}/|]/.test(c) || isEdge ? `\\${c}` : c;
      at++;
    }
  }
}
