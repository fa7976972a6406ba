// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Compacted, type StoreEvent } from '../../store/store.ts';
import { expired, statusOf } from '../errors.ts';
import type { Json } from '../kind.ts';
import type { ApiResponse, WatchLine } from '../request.ts';
import { type IncludeObject, includedObject, partialObject, tableOf } from '../table.ts';
import type { Call } from './call.ts';
import { type ListOptions, listOptions, revisionOf } from './list-options.ts';
import { apiVersionOf } from './object-form.ts';
import { select } from './select.ts';
import { Selection } from './selection.ts';
import type { Seen } from './view.ts';
import type { WatchEnds } from './watch-ends.ts';

const defaultBookmarkMs = 60_000;
// Kubernetes gives watches half an hour at least.
const minTimeoutMs = 30 * 60_000;
// A last bookmark comes this long before a watch ends.
const beforeEndMs = 2000;
const initialEventsEnd = 'k8s.io/initial-events-end';

/** Answers a watch of a collection. */
export function watch(call: Call, ends: WatchEnds, forcesWatch: boolean): ApiResponse {
  const { query } = call.request;
  const options = listOptions(query, forcesWatch);
  const selection = new Selection(call.kind, query);
  const include = call.answer.as === 'Table' ? includedObject(query) : 'None';
  const after = options.resourceVersion ? revisionOf(options.resourceVersion) : 0;
  return { status: 200, watch: new Watching(call, { options, selection, include, after }).lines(ends) };
}

interface Asked {
  options: ListOptions;
  selection: Selection;
  include: IncludeObject;
  /** 0: from what there is now. */
  after: number;
}

class Watching {
  readonly #call: Call;
  readonly #asked: Asked;
  readonly #endsAtMs: number;
  #isFirst = true;

  constructor(call: Call, asked: Asked) {
    this.#call = call;
    this.#asked = asked;
    const { timeoutSeconds } = asked.options;
    const chosenMs = call.o.watchTimeoutMs?.() ?? minTimeoutMs * (1 + Math.random());
    this.#endsAtMs = performance.now() + (timeoutSeconds ? timeoutSeconds * 1000 : chosenMs);
  }

  async *lines(ends: WatchEnds): AsyncGenerator<WatchLine> {
    const { request, kind } = this.#call;
    const ending = ends.begin(kind, request.signal);
    const timer = setTimeout(() => ending.abort(), this.#endsAtMs - performance.now());
    try {
      yield* this.#allLines(ending.signal);
    } catch (error) {
      if (!(error instanceof Compacted)) throw error;
      const { revision } = this.#call.o.store;
      const status = statusOf(expired(`too old resource version: ${this.#asked.after} (${revision})`));
      yield { type: 'ERROR', object: status };
    } finally {
      clearTimeout(timer);
      ends.end(kind, ending);
    }
  }

  async *#allLines(signal: AbortSignal): AsyncGenerator<WatchLine> {
    const { o, kind, namespace } = this.#call;
    const { options } = this.#asked;
    let { after } = this.#asked;
    const isFromNow = after === 0;
    if (options.sendInitialEvents ?? isFromNow) {
      const { items, revision } = await select(this.#call, this.#asked.selection, { limit: 0 });
      for (const { text, object } of items) {
        if (signal.aborted) return;
        yield this.#line('ADDED', lazily(text, object));
      }
      after = revision;
      if (options.takesBookmarks) yield this.#bookmark(after, { [initialEventsEnd]: 'true' });
    } else if (isFromNow) after = o.store.revision;
    const nextBookmarkMs = () => this.#nextBookmarkMs();
    for await (const event of o.store.follow(kind.collection, { namespace, after, nextBookmarkMs }, signal)) {
      if (typeof event === 'number') yield this.#bookmark(event);
      else {
        const line = this.#lineOf(event);
        const ready = line instanceof Promise ? await line : line;
        if (ready) yield ready;
      }
    }
  }

  #nextBookmarkMs(): number | undefined {
    if (!this.#asked.options.takesBookmarks) return undefined;
    const beforeEnd = this.#endsAtMs - beforeEndMs - performance.now();
    return beforeEnd < 0 ? undefined : Math.min(this.#call.o.bookmarkMs ?? defaultBookmarkMs, beforeEnd);
  }

  #lineOf(event: StoreEvent): WatchLine | undefined | Promise<WatchLine | undefined> {
    const { kind, view } = this.#call;
    const type = this.#typeOf(event);
    if (type === undefined) return undefined;
    if (type === 'DELETED' && event.type !== 'DELETED') return this.#gone(event);
    const seen = view.event(kind, event);
    return seen instanceof Promise ? seen.then((ready) => this.#line(type, ready)) : this.#line(type, seen);
  }

  /** What an event is for who sees only a selection; undefined when it is nothing. */
  #typeOf(event: StoreEvent): StoreEvent['type'] | undefined {
    const { selection } = this.#asked;
    if (selection.isAll) return event.type;
    const was = event.previous !== undefined && selection.matches(event.previous);
    if (event.type === 'DELETED') return was ? 'DELETED' : undefined;
    const is = selection.mayMatch(event.json) && selection.matches(event.object);
    if (is) return was ? 'MODIFIED' : 'ADDED';
    return was ? 'DELETED' : undefined;
  }

  /** An object that left the selection: as it was while it was in it, at the revision at which it left. */
  async #gone(event: StoreEvent): Promise<WatchLine> {
    const { kind, view } = this.#call;
    const before = event.previous as Json;
    const object = { ...before, metadata: { ...before.metadata, resourceVersion: String(event.revision) } };
    const json = JSON.stringify(object);
    const [text] = await view.texts(kind, [{ revision: event.revision, json }]);
    return this.#line('DELETED', lazily(text as string));
  }

  #line(type: WatchLine['type'], seen: Seen): WatchLine {
    const { answer, kind, o } = this.#call;
    const { version } = answer;
    if (answer.as === 'object') return { type, object: seen.text, parsed: () => seen.object };
    if (answer.as !== 'Table') return { type, object: partialObject(seen.object, version) };
    const { include } = this.#asked;
    const table = tableOf([seen.object], { kind, include, now: o.now(), version, isBare: !this.#isFirst });
    this.#isFirst = false;
    table.metadata = { resourceVersion: seen.object.metadata?.resourceVersion ?? '' };
    return { type, object: table };
  }

  #bookmark(revision: number, annotations?: Record<string, string>): WatchLine {
    const { answer, kind } = this.#call;
    const resourceVersion = String(revision);
    const metadata = { resourceVersion, ...(annotations && { annotations }) };
    const bare: object = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata };
    if (answer.as === 'object') return { type: 'BOOKMARK', object: bare };
    if (answer.as !== 'Table') return { type: 'BOOKMARK', object: partialObject(bare as Json, answer.version) };
    const { version } = answer;
    const table = tableOf([], { kind, include: 'None', now: this.#call.o.now(), version, isBare: !this.#isFirst });
    this.#isFirst = false;
    table.metadata = { resourceVersion, ...(annotations && { annotations }) };
    return { type: 'BOOKMARK', object: table };
  }
}

function lazily(text: string, object?: Json): Seen {
  let parsed = object;
  return {
    text,
    get object() {
      parsed ??= JSON.parse(text) as Json;
      return parsed;
    },
  };
}
