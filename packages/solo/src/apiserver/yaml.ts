// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { parseAllDocuments } from 'yaml';

// Go's YAML keeps as text what YAML 1.1 would make dates, binaries and sexagesimal numbers.
const notTags = new Set([
  'tag:yaml.org,2002:timestamp',
  'tag:yaml.org,2002:binary',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
  'tag:yaml.org,2002:set',
]);

/**
 * A YAML (or JSON) document as Kubernetes reads one: YAML 1.1, in which `yes` and `on` are true, the first document of several.
 * @throws SyntaxError in the words of the parser, after `yaml: `
 */
export function parseYaml(text: string): unknown {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // Flow style that is not JSON.
    }
  }
  const [document] = parseAllDocuments(text, {
    version: '1.1',
    customTags: (tags) =>
      tags.filter((tag) => typeof tag === 'string' || !(notTags.has(tag.tag) || tag.format === 'TIME')),
    prettyErrors: false,
  });
  if (!document) return null;
  const [error] = document.errors;
  if (error) throw new SyntaxError(`yaml: ${error.message}`);
  return document.toJS() as unknown;
}
