// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const changing = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'time',
  'continue',
  'storageVersionHash',
  'serverAddress',
]);
const timestamp = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\b/g;
const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const age = /^(<invalid>|<unknown>|(\d+[dhms])+)$/;
const controllers = new Set(['kube-controller-manager', 'kube-scheduler', 'kubelet']);

/** What an answer is told by beside itself. */
export interface Circumstances {
  namespace: string;
  /** Whether controllers write to the objects meanwhile, so that their status and its owners say only how quick they were. */
  withControllers: boolean;
}

type Json = Record<string, unknown>;

/** An answer with everything that differs from one run to the next replaced by what it is: uids, times, revisions, generated names. */
export function normalForm(value: unknown, c: Circumstances, path = ''): unknown {
  if (Array.isArray(value)) {
    // How many bookmarks there are depends on when they are due.
    const isBookmark = (item: unknown) => (item as Json | null)?.type === 'BOOKMARK';
    const items = value.filter((item, index) => !(isBookmark(item) && isBookmark(value[index + 1])));
    return items.map((item, index) => normalForm(item, c, `${path}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) return normalObject(value as Json, c, path);
  if (typeof value !== 'string') return value;
  if (/\.cells\[\d+\]$/.test(path) && age.test(value)) return '<age>';
  return normalText(value.replaceAll(c.namespace, '<ns>'));
}

function normalObject(object: Json, c: Circumstances, path: string): Json {
  const reviewed = (object.object as Json | null | undefined)?.metadata as Json | undefined;
  const generated = object.generateName ?? reviewed?.generateName;
  const entries = Object.entries(withSortedCauses(object)).flatMap(([key, inner]): [string, unknown][] => {
    const at = path === '' ? key : `${path}.${key}`;
    // Descriptions of columns are documentation, which every version words anew.
    if (key === 'selfLink' || (key === 'description' && /\.columnDefinitions\[\d+\]$/.test(path))) return [];
    if (c.withControllers && key === 'status' && typeof inner === 'object') return [];
    if (key === 'managedFields' && Array.isArray(inner)) return [[key, normalForm(owners(inner, c), c, at)]];
    if (key === 'username' && path.endsWith('.userInfo'))
      return [[key, String(inner).replace(/^kubernetes-admin$/, 'admin')]];
    if (changing.has(key) && inner !== null && inner !== '') return [[key, `<${key}>`]];
    if (key === 'name' && typeof generated === 'string' && typeof inner === 'string')
      return [[key, `${generated}<suffix>`]];
    return [[key.replace(uuid, '<uid>'), normalForm(inner, c, at)]];
  });
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Who owns fields, by name: in answers they are in the order of their times, which are whole seconds. */
function owners(entries: readonly Json[], c: Circumstances): Json[] {
  const name = ({ manager, operation, apiVersion }: Json) => `${manager} ${operation} ${apiVersion}`;
  return entries
    .filter(({ manager }) => !c.withControllers || !controllers.has(String(manager)))
    .sort((one, other) => (name(one) < name(other) ? -1 : 1));
}

function normalText(text: string): string {
  return text
    .replace(timestamp, '<time>')
    .replace(uuid, '<uid>')
    .replace(/https:\/\/127\.0\.0\.1:\d+\/\d+-[01]\//g, '<hook>/')
    .replace(/\b10\.(96|43)\.\d+\.\d+\b/g, '<service-ip>')
    .replace(/(?<=in record \(|, current: |too old resource version: 1 \()\d+/g, '<revision>')
    .replace(/\b(default-token|kube-api-access)-[a-z0-9]{5}\b/g, '$1-<suffix>')
    .replace(/(?<=\byaml: ).*$/, "<the parser's words>")
    .replace(/(?<=pod updates may not change fields other than .*)\n[\s\S]*$/, '\n<difference>');
}

/** Several causes are in an order of their own and, joined, in the message: sorted, and the message without them. */
function withSortedCauses(object: Json): Json {
  const causes = ((object.details as Json | undefined)?.causes ?? []) as { field?: string; message?: string }[];
  if (object.reason !== 'Invalid' || causes.length < 2) return object;
  const told = causes.map(({ field, message }) => `${field}: ${message}`);
  const sorted = causes
    .map((cause, index) => ({ cause, told: told[index] ?? '' }))
    .sort((one, other) => (one.told < other.told ? -1 : 1))
    .map(({ cause }) => cause);
  const message = String(object.message).replace(`[${told.join(', ')}]`, '[<causes>]');
  return { ...object, message, details: { ...(object.details as Json), causes: sorted } };
}

/** In place of a value that is to be there but cannot be foretold. */
export const anything = '<any>';

/** Where two normal forms differ, as `path: one ≠ other`, one line each. */
export function differences(one: unknown, other: unknown, path = ''): string[] {
  if (Object.is(one, other) || (one === anything && other !== undefined)) return [];
  const isPlain = (value: unknown): value is Json => typeof value === 'object' && value !== null;
  if (isPlain(one) && isPlain(other) && Array.isArray(one) === Array.isArray(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) => differences(one[key], other[key], path === '' ? key : `${path}.${key}`));
  }
  const shown = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value)).slice(0, 600);
  return [`${path || 'answer'}: ${shown(one)} ≠ ${shown(other)}`];
}
