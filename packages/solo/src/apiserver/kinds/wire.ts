// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type * as models from '@kubernetes/client-node';
import type { Wire } from '@kubevirt-ts/kube';

/** events.k8s.io/v1 Event. */
export type Event = Wire<models.EventsV1Event>;
/** A container that was added to a running pod. */
export type EphemeralContainer = Wire<models.V1EphemeralContainer>;
/** A probe of a container. */
export type Probe = Wire<models.V1Probe>;
/** What a container asks for. */
export type ResourceRequirements = Wire<models.V1ResourceRequirements>;
