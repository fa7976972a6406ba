// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../kind.ts';
import type { RestOptions } from './options.ts';

/** Tells each kind's strategy of the changes of its objects, as they are stored. */
export function tellStrategies(o: Pick<RestOptions, 'kinds' | 'store'>): void {
  let listening = listeningKinds(o);
  o.kinds.onChange(() => {
    listening = listeningKinds(o);
  });
  o.store.onEvent((event) => {
    const kind = listening.get(event.collection);
    kind?.strategy.stored?.({ type: event.type, object: event.object });
  });
}

function listeningKinds({ kinds }: Pick<RestOptions, 'kinds'>): ReadonlyMap<string, Kind> {
  const found = kinds.all().filter((kind) => kind.strategy.stored && kind.version === kind.storageVersion);
  return new Map(found.map((kind) => [kind.collection, kind]));
}
