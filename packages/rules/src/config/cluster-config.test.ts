// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeVirt, KubeVirtConfiguration } from '@kubevirt-ts/api';
import { clusterConfig } from './cluster-config.ts';
import { gateStages } from './gates.ts';

const kubevirt = (configuration: KubeVirtConfiguration): KubeVirt => ({ spec: { configuration } }) as KubeVirt;

test('without a KubeVirt object every default is KubeVirt’s, but for the network', () => {
  const config = clusterConfig(undefined);
  assert.equal(config.useEmulation, false);
  assert.equal(config.cpuAllocationRatio, 10);
  assert.equal(config.memoryOvercommitPercent, 100);
  assert.equal(config.machineType, 'q35');
  assert.equal(config.imagePullPolicy, 'IfNotPresent');
  assert.equal(config.evictionStrategy, 'None');
  assert.equal(config.defaultNetworkInterface, 'masquerade');
  assert.equal(config.migrations.completionTimeoutPerGiBSeconds, 150);
  assert.equal(config.vmRolloutStrategy, 'LiveUpdate');
  assert.deepEqual(config.rateLimits.handler, { qps: 50, burst: 100 });
});

test('a gate that is generally available is on even when disabled', () => {
  const config = clusterConfig(kubevirt({ developerConfiguration: { disabledFeatureGates: ['LiveMigration'] } }));
  assert.equal(config.isEnabled('LiveMigration'), true);
});

test('a beta gate is on unless disabled, an alpha gate off unless listed', () => {
  const config = clusterConfig(
    kubevirt({ developerConfiguration: { featureGates: ['HostDisk'], disabledFeatureGates: ['RebootPolicy'] } }),
  );
  assert.equal(config.isEnabled('Snapshot'), true);
  assert.equal(config.isEnabled('RebootPolicy'), false);
  assert.equal(config.isEnabled('HostDisk'), true);
  assert.equal(config.isEnabled('VSOCK'), false);
});

test('a gate listed on both sides is on, a discontinued one never', () => {
  const both = { featureGates: ['RebootPolicy', 'Macvtap'], disabledFeatureGates: ['RebootPolicy'] };
  const config = clusterConfig(kubevirt({ developerConfiguration: both }));
  assert.equal(config.isEnabled('RebootPolicy'), true);
  assert.equal(config.isEnabled('Macvtap'), false);
});

test('no gate stands in two stages', () => {
  const all = Object.values(gateStages).flat();
  assert.equal(new Set(all).size, all.length);
});

test('the older machine type field still counts for amd64', () => {
  assert.equal(clusterConfig(kubevirt({ machineType: 'pc-q35-9.2' })).machineType, 'pc-q35-9.2');
});

test('post-copy brings workload disruption with it unless that is said apart', () => {
  assert.equal(
    clusterConfig(kubevirt({ migrations: { allowPostCopy: true } })).migrations.allowWorkloadDisruption,
    true,
  );
});
