// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { goldenCases } from '@kubevirt-ts/testkit';
import { type HostPortTarget, nodeTable } from './node-table.ts';

goldenCases<HostPortTarget[]>(new URL('./golden/', import.meta.url), 'nft', (ports) =>
  nodeTable(
    {
      bridge: 'solo1',
      subnet: '10.42.1.0/24',
      clusterSubnet: '10.42.0.0/16',
      serviceSubnet: '10.43.0.0/16',
      addresses: '/a',
    },
    ports,
  ),
);
