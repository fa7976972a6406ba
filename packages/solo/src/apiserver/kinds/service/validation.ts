// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type Service } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import {
  duplicate,
  forbiddenField,
  immutableMessage,
  invalidEach,
  invalidValue,
  notSupported,
  oneOf,
  required,
} from '../validation/causes.ts';
import { labelCauses } from '../validation/metadata.ts';
import { isDnsLabel, isDnsSubdomain, isQualifiedName, portSentences } from '../validation/names.ts';
import { ipCauses, portCauses, reachableIpCauses } from '../validation/paths.ts';
import { isExternal, isHeadless, needsHealthCheck, type ServiceSpec } from './defaults.ts';

type ServicePort = NonNullable<ServiceSpec['ports']>[number];

/** What is wrong with a service. @upstream ValidateService */
export function serviceCauses(service: Service): Cause[] {
  const spec = service.spec ?? {};
  const causes: Cause[] = [];
  if (!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName') causes.push(required('spec.ports'));
  causes.push(...typeCauses(spec), ...portsCauses(spec), ...labelCauses('spec.selector', spec.selector));
  causes.push(...affinityCauses(spec), ...addressCauses(spec));
  for (const [i, address] of (spec.externalIPs ?? []).entries()) {
    causes.push(...reachableIpCauses(`spec.externalIPs[${i}]`, address));
  }
  causes.push(...oneOf('spec.type', spec.type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']));
  return [...causes, ...portUseCauses(spec), ...trafficCauses(spec)];
}

function typeCauses(spec: ServiceSpec): Cause[] {
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec)) {
    const sentence = `may not be set to 'None' for ${spec.type} services`;
    return [invalidValue('spec.clusterIPs[0]', 'None', sentence)];
  }
  if (spec.type !== 'ExternalName') return [];
  const sentence = 'may not be set for ExternalName services';
  const causes: Cause[] = [];
  if (spec.clusterIPs?.length) causes.push(forbiddenField('spec.clusterIPs', sentence));
  if (spec.ipFamilies?.length) causes.push(forbiddenField('spec.ipFamilies', sentence));
  if (spec.ipFamilyPolicy !== undefined) causes.push(forbiddenField('spec.ipFamilyPolicy', sentence));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (!name) return [...causes, required('spec.externalName')];
  return [...causes, ...invalidEach('spec.externalName', name, isDnsSubdomain(name))];
}

const protocols = ['SCTP', 'TCP', 'UDP'];

function portsCauses(spec: ServiceSpec): Cause[] {
  const names = new Set<string>();
  const needsName = (spec.ports ?? []).length > 1;
  return (spec.ports ?? []).flatMap((port, i) => {
    const at = `spec.ports[${i}]`;
    const causes: Cause[] = [];
    if (needsName && !port.name) causes.push(required(`${at}.name`));
    else if (port.name) {
      causes.push(...invalidEach(`${at}.name`, port.name, isDnsLabel(port.name)));
      if (names.has(port.name)) causes.push(duplicate(`${at}.name`, port.name));
      names.add(port.name);
    }
    return [...causes, ...onePortCauses(at, port)];
  });
}

function onePortCauses(at: string, { port = 0, protocol = '', targetPort, appProtocol }: ServicePort): Cause[] {
  const causes = invalidEach(`${at}.port`, port, portSentences(port));
  if (!protocols.includes(protocol)) causes.push(notSupported(`${at}.protocol`, protocol, protocols));
  causes.push(...portCauses(`${at}.targetPort`, targetPort));
  if (appProtocol !== undefined) {
    causes.push(...invalidEach(`${at}.appProtocol`, appProtocol, isQualifiedName(appProtocol)));
  }
  return causes;
}

const maxAffinitySeconds = 86_400;

function affinityCauses(spec: ServiceSpec): Cause[] {
  const causes = oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']);
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (spec.sessionAffinity === 'ClientIP' && seconds !== undefined && (seconds <= 0 || seconds > maxAffinitySeconds)) {
    const field = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
    causes.push(invalidValue(field, seconds, `must be greater than 0 and less than ${maxAffinitySeconds}`));
  }
  return causes;
}

function addressCauses(spec: ServiceSpec): Cause[] {
  if (spec.type === 'ExternalName') return [];
  const { clusterIP, clusterIPs = [], ipFamilies = [] } = spec;
  const causes: Cause[] = [];
  for (const [i, family] of ipFamilies.entries()) {
    if (family !== 'IPv4' && family !== 'IPv6') {
      causes.push(notSupported(`spec.ipFamilies[${i}]`, family, ['IPv4', 'IPv6']));
    } else if (ipFamilies.indexOf(family) !== i) causes.push(duplicate(`spec.ipFamilies[${i}]`, family));
  }
  if (spec.ipFamilyPolicy !== undefined) {
    const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
    causes.push(...oneOf('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies));
  }
  if (clusterIP && clusterIPs.length && clusterIPs[0] !== clusterIP) {
    causes.push(invalidValue('spec.clusterIPs[0]', clusterIPs, 'first value must match `clusterIP`'));
  }
  for (const [i, address] of clusterIPs.entries()) {
    if (address !== 'None') causes.push(...ipCauses(`spec.clusterIPs[${i}]`, address));
    else if (i > 0) {
      causes.push(invalidValue(`spec.clusterIPs[${i}]`, address, "'None' must be the first and only value"));
    }
  }
  return causes;
}

function portUseCauses(spec: ServiceSpec): Cause[] {
  const causes: Cause[] = [];
  const seen = { nodePorts: new Set<string>(), ports: new Set<string>() };
  for (const [i, { nodePort }] of (spec.ports ?? []).entries()) {
    if (spec.type !== 'ClusterIP' || !nodePort) continue;
    causes.push(forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  }
  for (const [i, { nodePort, protocol }] of (spec.ports ?? []).entries()) {
    if (!nodePort) continue;
    const key = `${protocol}/${nodePort}`;
    if (seen.nodePorts.has(key)) causes.push(duplicate(`spec.ports[${i}].nodePort`, nodePort));
    seen.nodePorts.add(key);
  }
  for (const [i, { port, protocol }] of (spec.ports ?? []).entries()) {
    const key = `${protocol}/${port}`;
    if (seen.ports.has(key)) causes.push(duplicate(`spec.ports[${i}]`, { protocol, port }));
    seen.ports.add(key);
  }
  return causes;
}

function trafficCauses(spec: ServiceSpec): Cause[] {
  const causes: Cause[] = [];
  const loadBalancerOnly = "may only be used when `type` is 'LoadBalancer'";
  for (const name of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'] as const) {
    if (spec[name] !== undefined && spec.type !== 'LoadBalancer') {
      causes.push(forbiddenField(`spec.${name}`, loadBalancerOnly));
    }
  }
  if (spec.loadBalancerSourceRanges?.length && spec.type !== 'LoadBalancer') {
    causes.push(forbiddenField('spec.LoadBalancerSourceRanges', loadBalancerOnly));
  }
  const external = spec.externalTrafficPolicy ?? '';
  if (!isExternal(spec)) {
    const sentence = 'may only be set for externally-accessible services';
    if (external) causes.push(invalidValue('spec.externalTrafficPolicy', external, sentence));
  } else causes.push(...oneOf('spec.externalTrafficPolicy', external, ['Cluster', 'Local']));
  if (spec.healthCheckNodePort && !needsHealthCheck(spec)) {
    const sentence = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    causes.push(invalidValue('spec.healthCheckNodePort', spec.healthCheckNodePort, sentence));
  }
  if (spec.internalTrafficPolicy !== undefined) {
    causes.push(...oneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local']));
  }
  const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
  if (spec.trafficDistribution !== undefined) {
    causes.push(...oneOf('spec.trafficDistribution', spec.trafficDistribution, distributions));
  }
  return causes;
}

/** What is wrong with a change of a service: an address that was given stays. */
export function serviceUpdateCauses(service: Service, old: Service): Cause[] {
  const [spec, before] = [service.spec ?? {}, old.spec ?? {}];
  if (spec.type === 'ExternalName' || before.type === 'ExternalName') return [];
  const causes: Cause[] = [];
  const [now, then] = [spec.clusterIPs ?? [], before.clusterIPs ?? []];
  if (then.length && !now.length) {
    causes.push(invalidValue('spec.clusterIPs[0]', now, 'primary clusterIP can not be unset'));
  } else if (then.length && then[0] !== now[0]) {
    causes.push(invalidValue('spec.clusterIPs[0]', now, 'may not change once set'));
  }
  const [families, oldFamilies] = [spec.ipFamilies ?? [], before.ipFamilies ?? []];
  if (oldFamilies.length && families.length && families[0] !== oldFamilies[0]) {
    causes.push(invalidValue('spec.ipFamilies[0]', families, 'may not change once set'));
  }
  const isStillChecked = needsHealthCheck(spec) && needsHealthCheck(before);
  if (isStillChecked && !isDeepEqual(spec.healthCheckNodePort, before.healthCheckNodePort)) {
    causes.push(forbiddenField('spec.healthCheckNodePort', immutableMessage));
  }
  return causes;
}
