// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { notAcceptable, refusal } from '../errors.ts';

/** How an answer is to look: its encoding, and what objects are turned into. */
export interface Answer {
  encoding: 'json' | 'yaml';
  as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  /** `v1` or `v1beta1` of meta.k8s.io. */
  version: string;
}

const served = ['application/json', 'application/yaml'];
const transformations: ReadonlySet<string> = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

interface Clause {
  type: string;
  quality: number;
  parameters: Map<string, string>;
}

/** What an Accept header asks for. @throws ApiError 406 */
export function negotiate(accept: string | undefined): Answer {
  const clauses = parse(accept ?? '');
  if (clauses.length === 0) return plain('json');
  let isServed = false;
  for (const clause of clauses) {
    const encoding = encodingOf(clause.type);
    if (!encoding) continue;
    isServed = true;
    const as = clause.parameters.get('as');
    if (!as) return plain(encoding);
    const version = clause.parameters.get('v') ?? '';
    const isKnown = transformations.has(as) && ['v1', 'v1beta1'].includes(version);
    if (isKnown && clause.parameters.get('g') === 'meta.k8s.io') return { encoding, as: as as Answer['as'], version };
  }
  if (isServed) throw notAcceptable(served);
  const message = `406: Not Acceptable\n\nAvailable representations: ${served.join(', ')}`;
  throw refusal(406, 'NotAcceptable', message, { details: {} });
}

function plain(encoding: Answer['encoding']): Answer {
  return { encoding, as: 'object', version: '' };
}

function encodingOf(type: string): Answer['encoding'] | undefined {
  if (type === 'application/json' || type === '*/*') return 'json';
  return type === 'application/yaml' ? 'yaml' : undefined;
}

/** The clauses, those the client likes best first. */
function parse(accept: string): Clause[] {
  const clauses = accept.split(',').flatMap((text) => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    if (type === '') return [];
    const parameters = new Map(
      rest.map((part) => {
        const at = part.indexOf('=');
        return at < 0 ? [part, ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
    );
    const quality = Number(parameters.get('q') ?? 1);
    return [{ type: type.toLowerCase(), quality: Number.isNaN(quality) ? 1 : quality, parameters }];
  });
  return clauses.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
}
