// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** What a strategic merge patch has to know of the object it changes. */
export interface PatchMeta {
  /** How a field is patched; `list` is what a patch has for it, when that is a list. */
  field(name: string, list?: readonly unknown[]): FieldMeta;
}

/** How one field is patched. */
export interface FieldMeta {
  /** `merge`: lists item by item, or as sets; `replace`: whole. Without one objects merge and lists are replaced. */
  strategy?: 'merge' | 'replace';
  /** The field that tells items of a merged list apart; a merged list without one is a set of scalars. */
  mergeKey?: string;
  /** Of what is in the field, or in the items of its list. */
  inner: PatchMeta;
}

const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port'],
  conditions: ['type'],
  addresses: ['type'],
  taints: ['key'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  ownerReferences: ['uid'],
  topologySpreadConstraints: ['topologyKey'],
  webhooks: ['name'],
};

/** What there is to know of the built-in kinds without their schemas: their merged lists, by name. */
export const wellKnownLists: PatchMeta = {
  field(name, list = []) {
    if (name === 'finalizers') return { strategy: 'merge', inner: wellKnownLists };
    const has = (key: string) => list.some((item) => item !== null && typeof item === 'object' && key in item);
    const mergeKey = mergeKeys[name]?.find(has);
    return mergeKey ? { strategy: 'merge', mergeKey, inner: wellKnownLists } : { inner: wellKnownLists };
  },
};
