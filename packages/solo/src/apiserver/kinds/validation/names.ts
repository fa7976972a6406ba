// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Says what is wrong with a text, in Kubernetes' sentences; nothing when it is right. */
export type TextRule = (value: string) => string[];

const dnsLabel = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dnsSubdomain = `${dnsLabel}(\\.${dnsLabel})*`;
const dns1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const labelKey = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelKeySentence =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

const dnsLabelPattern = whole(dnsLabel);
const dnsSubdomainPattern = whole(dnsSubdomain);
const dns1035Pattern = whole(dns1035);
const labelKeyPattern = whole(labelKey);

/** A sentence with examples and the pattern behind it. */
function patternSentence(sentence: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${sentence} (regex used for validation is '${pattern}')`;
  return `${sentence} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

/** What a number outside its bounds is told. */
export function rangeSentence(min: number, max: number): string {
  return `must be between ${min} and ${max}, inclusive`;
}

function bytes(value: string): number {
  return Buffer.byteLength(value);
}

/** A DNS label: up to 63 of a-z, 0-9 and `-`. */
export const isDnsLabel: TextRule = (value) => {
  const found = bytes(value) > 63 ? ['must be no more than 63 characters'] : [];
  if (dnsLabelPattern.test(value)) return found;
  if (dnsSubdomainPattern.test(value)) return [...found, 'must not contain dots'];
  const sentence =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...found, patternSentence(sentence, dnsLabel, 'my-name', '123-abc')];
};

/** A DNS subdomain: labels joined by dots, up to 253. */
export const isDnsSubdomain: TextRule = (value) => {
  const found = bytes(value) > 253 ? ['must be no more than 253 characters'] : [];
  if (dnsSubdomainPattern.test(value)) return found;
  const sentence =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...found, patternSentence(sentence, dnsSubdomain, 'example.com')];
};

/** A DNS label that begins with a letter. */
export const isDns1035Label: TextRule = (value) => {
  const found = bytes(value) > 63 ? ['must be no more than 63 characters'] : [];
  if (dns1035Pattern.test(value)) return found;
  const sentence =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...found, patternSentence(sentence, dns1035, 'my-name', 'abc-123')];
};

const underscored = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const underscoredPattern = whole(`${underscored}(\\.${underscored})*`);

/** A DNS subdomain whose labels may have underscores. */
export const isUnderscoredSubdomain: TextRule = (value) => {
  const found = bytes(value) > 253 ? ['must be no more than 253 characters'] : [];
  if (underscoredPattern.test(value)) return found;
  const sentence =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [...found, patternSentence(sentence, `${underscored}(\\.${underscored})*`, 'example.com')];
};

/** A text that can stand between two slashes of a path. */
export const isPathSegment: TextRule = (value) => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
};

/** A label's or annotation's key: a name, with or without a domain before a slash. */
export const isQualifiedName: TextRule = (value) => {
  const parts = value.split('/');
  const examples = ['MyName', 'my.name', '123-abc'];
  if (parts.length > 2) {
    const sentence = patternSentence(`a valid label key ${labelKeySentence}`, labelKey, ...examples);
    return [`${sentence} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? '';
  const found: string[] = [];
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    found.push(...(prefix ? isDnsSubdomain(prefix) : ['must be non-empty']).map((s) => `prefix part ${s}`));
  }
  if (name === '') found.push('name part must be non-empty');
  else if (bytes(name) > 63) found.push('name part must be no more than 63 bytes');
  if (!labelKeyPattern.test(name)) found.push(`name part ${patternSentence(labelKeySentence, labelKey, ...examples)}`);
  return found;
};

/** A label's value. */
export const isLabelValue: TextRule = (value) => {
  const found = bytes(value) > 63 ? ['must be no more than 63 bytes'] : [];
  if (value === '' || labelKeyPattern.test(value)) return found;
  const sentence =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...found, patternSentence(sentence, `(${labelKey})?`, 'MyValue', 'my_value', '12345')];
};

function noParentDirectory(value: string): string[] {
  if (value === '.' || value === '..') return [`must not be '${value}'`];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

const configKey = '[-._a-zA-Z0-9]+';
const configKeyPattern = whole(configKey);

/** A key of a ConfigMap or Secret, which may become a file's name. */
export const isConfigKey: TextRule = (value) => {
  const found = bytes(value) > 253 ? ['must be no more than 253 characters'] : [];
  if (!configKeyPattern.test(value)) {
    const sentence = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    found.push(patternSentence(sentence, configKey, 'key.name', 'KEY_NAME', 'key-name'));
  }
  return [...found, ...noParentDirectory(value)];
};

/** An environment variable's name. @upstream since 1.34 any printable ASCII but `=` */
export const isEnvName: TextRule = (value) => {
  if (value === '') return ['environment variable name must be non-empty'];
  if (/^[ -<>-~]+$/.test(value)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

/** The name of a container's port. */
export const isPortName: TextRule = (value) => {
  const found: string[] = [];
  if (bytes(value) > 15) found.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(value)) found.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) found.push('must contain at least one letter (a-z)');
  if (value.includes('--')) found.push('must not contain consecutive hyphens');
  if (/^-|-$/.test(value)) found.push('must not begin or end with a hyphen');
  return found;
};

/** Why a number is no port, if it is none. */
export function portSentences(port: number): string[] {
  return port >= 1 && port <= 65535 ? [] : [rangeSentence(1, 65535)];
}

/** The name of a HTTP header. */
export const isHeaderName: TextRule = (value) => {
  if (/^[-A-Za-z0-9]+$/.test(value)) return [];
  const sentence = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return [patternSentence(sentence, '[-A-Za-z0-9]+', 'X-Header-Name')];
};

/** A percentage, `25%`. */
export const isPercent: TextRule = (value) => {
  if (/^[0-9]+%$/.test(value)) return [];
  const sentence = "a valid percent string must be a numeric string followed by an ending '%'";
  return [patternSentence(sentence, '[0-9]+%', '1%', '93%')];
};
