// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

/** One request, as a case file has it. `$ns` stands for the namespace of the case, `$name.path` for part of a
 * saved answer; `$hook` begins the URL of a webhook and `$ca` is whom to trust for it; `$policy` and `$discovery` are versions of groups. */
export interface Step {
  /** Method and path, as `POST /api/v1/namespaces/$ns/configmaps`; `WATCH path` opens a watch that later steps look at. */
  do: string;
  body?: unknown;
  /** The content type of the body, or its short name: json, yaml, json-patch, merge-patch, strategic, apply. */
  as?: string;
  accept?: string;
  /** Extra headers, such as User-Agent. */
  headers?: Record<string, string>;
  /** The body as text, sent as it stands. */
  text?: string;
  /** Keeps the answer under this name. */
  save?: string;
  /** Repeats the request, without comparing, until the answer has this status code; for what controllers do. */
  until?: number;
  /** Like `until`, until the answer has this text. */
  untilText?: string;
  /** For `WATCH`: how many events are awaited, from here to the end of the case. */
  events?: number;
  /** Not compared: preparation whose answer depends on what else the cluster holds. */
  silent?: boolean;
}

/** A case: steps in order, in a namespace of its own; what it made outside of the namespace it deletes itself in `after`. */
export interface Case {
  name: string;
  steps: Step[];
  after: Step[];
  /** Whether controllers write to its objects meanwhile: their status is not compared then. */
  withControllers: boolean;
}

/** All cases, of every file, in the order of their names. */
export function readCases(only: readonly string[]): Case[] {
  const directory = join(import.meta.dirname, 'cases');
  return globSync(join(directory, '*.yaml'))
    .sort()
    .flatMap((file) => {
      const cases = parse(readFileSync(file, 'utf8'), { maxAliasCount: -1, merge: true }) as Record<
        string,
        Step[] | (Pick<Case, 'steps'> & Partial<Case>)
      >;
      return Object.entries(cases)
        .filter(([name]) => !name.startsWith('.'))
        .map(([name, value]) => {
          const { steps, after = [], withControllers = false } = Array.isArray(value) ? { steps: value } : value;
          return { name: `${basename(file, '.yaml')}: ${name}`, steps, after, withControllers };
        });
    })
    .filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
}
