// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { EndpointSlice, Service } from '@kubevirt-ts/kube';
import { goldenCases } from '@kubevirt-ts/testkit';
import { ruleset } from './ruleset.ts';
import { servicePorts } from './service-ports.ts';

interface Case {
  services: Service[];
  slices: EndpointSlice[];
}

goldenCases<Case>(new URL('./golden/', import.meta.url), 'nft', ({ services, slices }) =>
  ruleset(servicePorts(services, slices)),
);
