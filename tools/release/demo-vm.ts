// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachine } from '@kubevirt-ts/api';

const userData = `#cloud-config
hostname: demo
password: demo
chpasswd: { expire: false }
runcmd:
  - echo "user data of $(hostname) have run"
`;

/** The VM of the quick start: the demo guest, with its port 80 on the pod's address. */
export function demoVm(guestImage: string): VirtualMachine {
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name: 'demo' },
    spec: {
      runStrategy: 'Always',
      template: {
        metadata: { labels: { 'kubevirt.io/vm': 'demo' } },
        spec: {
          domain: {
            devices: {
              disks: [
                { name: 'root', disk: { bus: 'virtio' } },
                { name: 'cloud-init', disk: { bus: 'virtio' } },
              ],
              interfaces: [{ name: 'default', masquerade: {}, ports: [{ name: 'http', port: 80 }] }],
            },
            memory: { guest: '128Mi' },
          },
          networks: [{ name: 'default', pod: {} }],
          volumes: [
            { name: 'root', containerDisk: { image: guestImage } },
            { name: 'cloud-init', cloudInitNoCloud: { userData } },
          ],
        },
      },
    },
  };
}
