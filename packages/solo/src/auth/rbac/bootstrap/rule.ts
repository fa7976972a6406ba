// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PolicyRule } from '@kubevirt-ts/kube';

/** A rule in one line: verbs, groups (`core` is the one without a name), resources, and names if only some are meant. */
export function allow(verbs: string, groups: string, resources: string, resourceNames?: string): PolicyRule {
  return {
    verbs: words(verbs),
    apiGroups: words(groups).map((group) => (group === 'core' ? '' : group)),
    resources: words(resources),
    ...(resourceNames && { resourceNames: words(resourceNames) }),
  };
}

/** A rule about paths that are no resources. */
export function allowPaths(verbs: string, paths: string): PolicyRule {
  return { verbs: words(verbs), nonResourceURLs: words(paths) };
}

/** Verb lists that occur often, in the order Kubernetes prints them. */
export const read = 'get list watch';
/** Verbs that change something. */
export const write = 'create delete deletecollection patch update';
/** Reading and changing. */
export const readWrite = 'create delete deletecollection get list patch update watch';

/** To tell what happened. */
export const recordEvents = allow('create patch update', 'core events.k8s.io', 'events');

function words(text: string): string[] {
  return text.split(' ');
}
