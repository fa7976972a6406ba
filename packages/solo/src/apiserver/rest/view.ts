// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Stored, StoreEvent } from '../../store/store.ts';
import type { Json, Kind } from '../kind.ts';
import { apiVersionOf, ordered } from './object-form.ts';
import type { RestOptions } from './options.ts';

type Text = Pick<Stored, 'revision' | 'json'>;

/** An object in the version of a kind, as text and, when somebody looks, parsed. */
export interface Seen {
  text: string;
  /** Frozen and shared. */
  object: Json;
}

/**
 * Stored objects as a kind shows them. Most often that is the text as it lies there. An object that was stored in another version is
 * converted; one of a custom kind that was stored before its kind took its present form is pruned and completed, as Kubernetes does on reading.
 */
export class View {
  readonly #o: Pick<RestOptions, 'kinds' | 'store' | 'schemas'>;
  /** The last revision before a custom kind took its present form, by collection. */
  readonly #since = new Map<string, number>();
  readonly #startedAt: number;
  readonly #converted = new WeakMap<StoreEvent, Map<Kind, Promise<Seen>>>();

  constructor(o: Pick<RestOptions, 'kinds' | 'store' | 'schemas'>) {
    this.#o = o;
    this.#startedAt = o.store.revision;
    o.kinds.onChange((group, plural) => this.#since.set(`${group}/${plural}`, o.store.revision));
  }

  /** Whether the text in the store is what the kind shows. */
  isAsStored(kind: Kind, stored: Text): boolean {
    if (!stored.json.startsWith(prefixOf(kind))) return false;
    return !kind.isCustom || stored.revision > (this.#since.get(kind.collection) ?? this.#startedAt);
  }

  /** The texts of objects, in their order. */
  async texts(kind: Kind, stored: readonly Text[]): Promise<string[]> {
    if (stored.every((one) => this.isAsStored(kind, one))) return stored.map(({ json }) => json);
    const objects = await this.objects(kind, stored);
    return objects.map((object) => JSON.stringify(object));
  }

  /** The objects, in their order, to be changed at will. */
  async objects(kind: Kind, stored: readonly Text[]): Promise<Json[]> {
    const objects = stored.map(({ json }) => JSON.parse(json) as Json);
    const apiVersion = apiVersionOf(kind);
    const foreign = objects.flatMap((object, index) => (object.apiVersion === apiVersion ? [] : [index]));
    if (foreign.length > 0) {
      const converted = await kind.convert(foreign.map((index) => objects[index] as Json));
      foreign.forEach((index, at) => {
        objects[index] = ordered({ ...(converted[at] as Json), apiVersion, kind: kind.kind });
      });
    }
    if (kind.isCustom) {
      stored.forEach((one, index) => {
        if (!this.isAsStored(kind, one)) this.#complete(kind, objects[index] as Json);
      });
    }
    return objects;
  }

  /** One object. */
  async object(kind: Kind, stored: Text): Promise<Json> {
    const [object] = await this.objects(kind, [stored]);
    return object as Json;
  }

  /** The object of an event: computed once for all watches. */
  event(kind: Kind, event: StoreEvent): Seen | Promise<Seen> {
    if (this.isAsStored(kind, event)) {
      return {
        text: event.json,
        get object() {
          return event.object;
        },
      };
    }
    const known = this.#converted.get(event) ?? new Map<Kind, Promise<Seen>>();
    this.#converted.set(event, known);
    const found = known.get(kind) ?? this.#seen(kind, event);
    known.set(kind, found);
    return found;
  }

  /** The form in which an object is stored: in the storage version, where that is served. */
  async toStorage(kind: Kind, object: Json): Promise<Json> {
    if (kind.version === kind.storageVersion) return ordered(object);
    const storage = this.#o.kinds.find(kind.group, kind.storageVersion, kind.plural);
    if (!storage) return ordered(object);
    const [converted] = await storage.convert([object]);
    return ordered({ ...(converted as Json), apiVersion: apiVersionOf(storage), kind: storage.kind });
  }

  async #seen(kind: Kind, event: StoreEvent): Promise<Seen> {
    const object = await this.object(kind, event);
    return { object, text: JSON.stringify(object) };
  }

  #complete(kind: Kind, object: Json): void {
    this.#o.schemas.prune(kind, object);
    kind.strategy.setDefaults?.(object);
  }
}

const prefixes = new WeakMap<Kind, string>();

/** How the text of an object of a kind begins. */
export function prefixOf(kind: Kind): string {
  let prefix = prefixes.get(kind);
  if (prefix === undefined) {
    const head = JSON.stringify({ apiVersion: apiVersionOf(kind), kind: kind.kind });
    prefix = `${head.slice(0, -1)},`;
    prefixes.set(kind, prefix);
  }
  return prefix;
}
