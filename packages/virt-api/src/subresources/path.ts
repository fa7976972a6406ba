// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** The group and the versions of it that are served; the first is preferred. */
export const group = 'subresources.kubevirt.io';
/** Versions of the group, the preferred one first. */
export const versions = ['v1', 'v1alpha3'] as const;

/** A call of a subresource, as its path says. */
export interface Target {
  version: string;
  namespace: string;
  resource: string;
  name: string;
  subresource: string;
}

const shape =
  /^\/apis\/subresources\.kubevirt\.io\/(v1|v1alpha3)\/namespaces\/([a-z0-9-]{1,63})\/(virtualmachines|virtualmachineinstances)\/([a-z0-9.-]{1,253})\/([a-z/-]{1,64})$/;

/** The path of a URL without its query. */
export const pathOf = (url = ''): string => url.split('?', 1)[0] ?? '';

/**
 * What a path calls, or nothing when it is none of ours. Names are taken only as Kubernetes allows them, because they
 * become part of the path at virt-handler.
 */
export const targetOf = (url: string | undefined): Target | undefined => {
  const match = shape.exec(pathOf(url));
  if (!match) return undefined;
  const [, version = '', namespace = '', resource = '', name = '', subresource = ''] = match;
  return { version, namespace, resource, name, subresource };
};
