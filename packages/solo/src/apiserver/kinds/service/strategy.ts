// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Service } from '@kubevirt-ts/kube';
import { invalid } from '../../errors.ts';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { forbiddenField, invalidValue } from '../validation/causes.ts';
import type { Allocation, ServiceAddresses } from './addresses.ts';
import {
  isHeadless,
  needsHealthCheck,
  normaliseAddresses,
  type ServiceSpec,
  setFamilies,
  setServiceDefaults,
} from './defaults.ts';
import { serviceCauses, serviceUpdateCauses } from './validation.ts';
import { serviceWarnings } from './warnings.ts';

function typed(object: Json): Service {
  return object as unknown as Service;
}

/** What is special about services: defaults, validation, and the addresses and ports they are given. */
export function serviceStrategy(addresses: ServiceAddresses): Strategy {
  return {
    setDefaults(object) {
      const { spec } = typed(object);
      if (spec) setServiceDefaults(spec);
    },
    prepareForCreate(object) {
      const service = typed(object);
      service.status = { loadBalancer: {} };
      if (!service.spec) return;
      normaliseAddresses(service.spec, undefined);
      dropWhatTypeHasNot(service.spec);
    },
    prepareForUpdate(object, old) {
      const [{ spec }, { spec: before }] = [typed(object), typed(old)];
      if (!spec || !before) return;
      normaliseAddresses(spec, before);
      keepGiven(spec, before);
      dropWhatTypeHasNot(spec, before);
    },
    validate: (object) => serviceCauses(typed(object)),
    validateUpdate: (object, old) => [
      ...serviceUpdateCauses(typed(object), typed(old)),
      ...serviceCauses(typed(object)),
    ],
    warnings: (object) => serviceWarnings(typed(object)),
    admit(object, { old, dryRun }) {
      const service = typed(object);
      if (!service.spec) return;
      const given = addresses.begin();
      const causes = allocate(service.spec, old ? typed(old).spec : undefined, { addresses, given });
      if (causes.length || dryRun) given.undo();
      if (causes.length) throw invalid({ group: '', kind: 'Service' }, service.metadata?.name ?? '', causes);
    },
    selectableFields: (object) => ({
      'spec.clusterIP': typed(object).spec?.clusterIP ?? '',
      'spec.type': typed(object).spec?.type ?? '',
    }),
    stored: ({ type, object }) => addresses.stored({ type, service: typed(object) }),
  };
}

function wantsAddress(spec: ServiceSpec): boolean {
  return spec.type !== 'ExternalName';
}

function wantsNodePorts(spec: ServiceSpec): boolean {
  return spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
}

// Whoever sends a service without what it was given does not want it changed. @upstream patchAllocatedValues
function keepGiven(spec: ServiceSpec, before: ServiceSpec): void {
  if (wantsAddress(before) && wantsAddress(spec)) {
    if (!spec.clusterIP && !spec.clusterIPs?.length) {
      spec.clusterIP = before.clusterIP;
      spec.clusterIPs = before.clusterIPs;
    } else if (!spec.clusterIP) spec.clusterIP = spec.clusterIPs?.[0];
    else if (!spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    spec.ipFamilies ??= before.ipFamilies;
    spec.ipFamilyPolicy ??= before.ipFamilyPolicy;
  }
  if (wantsNodePorts(before) && wantsNodePorts(spec)) {
    const taken = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort));
    for (const port of spec.ports ?? []) {
      if (port.nodePort) continue;
      const same = before.ports?.find((one) => one.port === port.port && one.protocol === port.protocol);
      if (same?.nodePort && !taken.has(same.nodePort)) port.nodePort = same.nodePort;
    }
  }
  if (needsHealthCheck(before) && needsHealthCheck(spec)) spec.healthCheckNodePort ||= before.healthCheckNodePort;
}

// What a service had as another type goes with the type, unless it was set anew. @upstream dropTypeDependentFields
function dropWhatTypeHasNot(spec: ServiceSpec, before?: ServiceSpec): void {
  if (!before) return;
  if (wantsAddress(before) && !wantsAddress(spec)) {
    if (spec.clusterIP === before.clusterIP) delete spec.clusterIP;
    if (JSON.stringify(spec.clusterIPs) === JSON.stringify(before.clusterIPs)) delete spec.clusterIPs;
    if (JSON.stringify(spec.ipFamilies) === JSON.stringify(before.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === before.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  if (wantsNodePorts(before) && !wantsNodePorts(spec) && spec.type !== 'LoadBalancer') {
    for (const [i, port] of (spec.ports ?? []).entries()) {
      if (port.nodePort === before.ports?.[i]?.nodePort) delete port.nodePort;
    }
  }
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === before.allocateLoadBalancerNodePorts) {
      delete spec.allocateLoadBalancerNodePorts;
    }
    if (spec.loadBalancerClass === before.loadBalancerClass) delete spec.loadBalancerClass;
  }
  const isInside = spec.type === 'ClusterIP' && !spec.externalIPs?.length;
  if ((isInside || spec.type === 'ExternalName') && spec.externalTrafficPolicy === before.externalTrafficPolicy) {
    delete spec.externalTrafficPolicy;
  }
  if (!needsHealthCheck(spec) && spec.healthCheckNodePort === before.healthCheckNodePort) {
    delete spec.healthCheckNodePort;
  }
}

interface From {
  addresses: Pick<ServiceAddresses, 'range' | 'nodePorts'>;
  given: Allocation;
}

function allocate(spec: ServiceSpec, before: ServiceSpec | undefined, from: From): Cause[] {
  const causes = [...addressCauses(spec, before, from), ...nodePortCauses(spec, before, from)];
  if (wantsAddress(spec)) setFamilies(spec);
  if (needsHealthCheck(spec) && !spec.healthCheckNodePort) spec.healthCheckNodePort = from.given.nextPort();
  return causes;
}

function addressCauses(spec: ServiceSpec, before: ServiceSpec | undefined, { addresses, given }: From): Cause[] {
  if (!wantsAddress(spec)) return [];
  if (isHeadless(spec)) {
    spec.clusterIP = 'None';
    spec.clusterIPs = ['None'];
    return [];
  }
  const families = spec.ipFamilies ?? [];
  if (families.includes('IPv6')) {
    const at = families.indexOf('IPv6');
    const sentence = 'not configured on this cluster';
    return [invalidValue(`spec.ipFamilies[${at}]`, 'IPv6', sentence)];
  }
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    const sentence = 'this cluster is not configured for dual-stack services';
    return [invalidValue('spec.ipFamilyPolicy', 'RequireDualStack', sentence)];
  }
  if (!spec.clusterIP) {
    const address = given.nextAddress();
    if (!address) return [forbiddenField('spec.clusterIPs', 'failed to allocate a serviceIP: range is full')];
    spec.clusterIP = address;
    spec.clusterIPs = [address];
    return [];
  }
  spec.clusterIPs ??= [spec.clusterIP];
  if (spec.clusterIP === before?.clusterIP) return [];
  const answer = given.takeAddress(spec.clusterIP);
  if (answer === 'given') return [];
  const why =
    answer === 'taken'
      ? 'provided IP is already allocated'
      : `the provided IP (${spec.clusterIP}) is not in the valid range. The range of valid IPs is ${addresses.range}`;
  const sentence = `failed to allocate IP ${spec.clusterIP}: ${why}`;
  return [invalidValue('spec.clusterIPs', spec.clusterIPs, sentence)];
}

function nodePortCauses(spec: ServiceSpec, before: ServiceSpec | undefined, { addresses, given }: From): Cause[] {
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return [];
  const had = new Set((before?.ports ?? []).map(({ nodePort }) => nodePort));
  // The same number may serve several protocols of one service.
  const own = new Map<number, Set<string>>();
  const causes: Cause[] = [];
  for (const [i, port] of (spec.ports ?? []).entries()) {
    const protocol = port.protocol ?? '';
    if (!port.nodePort) {
      const shared = spec.ports?.find((one) => one.port === port.port && one !== port && one.nodePort)?.nodePort;
      const isFree = shared !== undefined && !own.get(shared)?.has(protocol);
      if (wantsNodePorts(spec)) port.nodePort = isFree ? shared : given.nextPort();
    } else if (!had.has(port.nodePort) && !own.has(port.nodePort)) {
      const answer = given.takePort(port.nodePort);
      const { min, max } = addresses.nodePorts;
      const why =
        answer === 'taken'
          ? 'provided port is already allocated'
          : `provided port is not in the valid range. The range of valid ports is ${min}-${max}`;
      if (answer !== 'given') causes.push(invalidValue(`spec.ports[${i}].nodePort`, port.nodePort, why));
    }
    if (port.nodePort) own.set(port.nodePort, (own.get(port.nodePort) ?? new Set()).add(protocol));
  }
  return causes;
}
