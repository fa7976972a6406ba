// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { isIP } from 'node:net';
import type { Affinity, NodeSelectorTerm, PodAffinityTerm } from '@kubevirt-ts/api';
import { type Cause, each, type Finding, faults, invalid, missing, unsupported } from '../cause.ts';
import { dnsLabelFaults, dnsSubdomainFaults } from '../dns-names.ts';
import type { SpecCheck, SpecView } from '../spec-view.ts';
import { volumesOf } from '../spec-view.ts';

const maxNameservers = 3;
const maxSearches = 6;
const maxSearchLength = 256;

const unfitHostNames = ({ path, spec: { hostname, subdomain } }: SpecView): Finding => {
  const label = hostname ? dnsLabelFaults(hostname) : [];
  const domain = subdomain ? dnsSubdomainFaults(subdomain) : [];
  return faults(
    label.length > 0 &&
      invalid(
        `${path}.hostname`,
        `${path}.hostname does not conform to the kubernetes DNS_LABEL rules : ${label.join(', ')}`,
      ),
    domain.length > 0 &&
      invalid(
        `${path}.subdomain`,
        `${path}.subdomain does not conform to the kubernetes DNS_SUBDOMAIN rules : ${domain.join(', ')}`,
      ),
  );
};

const unfitServiceAccount = ({ path, spec }: SpecView): Finding => {
  const name = spec.serviceAccountName;
  if (!name) return;
  const field = `${path}.serviceAccountName`;
  const malformed = dnsSubdomainFaults(name);
  const other = volumesOf(spec).find(
    ({ serviceAccount }) => serviceAccount && serviceAccount.serviceAccountName !== name,
  )?.serviceAccount?.serviceAccountName;
  return faults(
    malformed.length > 0 && invalid(field, `${field} is not a valid service account name: ${malformed.join('; ')}`),
    other !== undefined &&
      invalid(
        field,
        `spec.serviceAccountName "${name}" and serviceAccount volume "${other}" must reference the same service account`,
      ),
  );
};

const unfitDns = ({ path, spec: { dnsPolicy, dnsConfig } }: SpecView): Finding => {
  const field = `${path}.dnsConfig`;
  const servers = dnsConfig?.nameservers ?? [];
  const searches = dnsConfig?.searches ?? [];
  return faults(
    dnsPolicy === 'None' && !dnsConfig && missing(field, 'must provide `dnsConfig` when `dnsPolicy` is None'),
    dnsPolicy === 'None' &&
      dnsConfig &&
      servers.length === 0 &&
      missing(`${field}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'),
    servers.length > maxNameservers &&
      invalid(`${field}.nameservers`, `must not have more than ${maxNameservers} nameservers: [${servers.join(' ')}]`),
    each(
      servers,
      (server, index) =>
        !isIP(server) && invalid(`${field}.nameservers[${index}]`, `must be valid IP address: ${server}`),
    ),
    searches.length > maxSearches &&
      invalid(`${field}.searches`, `must not have more than ${maxSearches} search paths`),
    searches.join(' ').length > maxSearchLength &&
      invalid(
        `${field}.searches`,
        `must not have more than ${maxSearchLength} characters (including spaces) in the search list`,
      ),
    each(searches, (search, index) =>
      dnsSubdomainFaults(search).map((fault) => invalid(`${field}.searches[${index}]`, fault)),
    ),
    each(
      dnsConfig?.options,
      ({ name }, index) => !name && invalid(`${field}.options[${index}].name`, 'Option.Name must not be empty'),
    ),
  );
};

const weightFault = (field: string, weight: number): Finding =>
  (weight < 1 || weight > 100) &&
  invalid(`${field}.weight`, `${field}.weight: Invalid value: ${weight}: must be in the range 1-100`);

const nodeTermFaults = (field: string, term: NodeSelectorTerm): Cause[] =>
  each(
    term.matchExpressions,
    ({ operator }, index) =>
      !['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'].includes(operator) &&
      invalid(
        `${field}.matchExpressions[${index}].operator`,
        `${field}.matchExpressions[${index}].operator: Invalid value: "${operator}": not a valid selector operator`,
      ),
  );

const podTermFaults = (field: string, term: PodAffinityTerm): Cause[] =>
  faults(
    !term.topologyKey && missing(`${field}.topologyKey`, `${field}.topologyKey: Required value: can not be empty`),
  );

const podAffinityFaults = (field: string, affinity: Affinity['podAffinity'] | Affinity['podAntiAffinity']): Cause[] =>
  faults(
    each(affinity?.requiredDuringSchedulingIgnoredDuringExecution, (term, index) =>
      podTermFaults(`${field}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`, term),
    ),
    each(affinity?.preferredDuringSchedulingIgnoredDuringExecution, ({ weight, podAffinityTerm }, index) => {
      const entry = `${field}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      return faults(weightFault(entry, weight), podTermFaults(`${entry}.podAffinityTerm`, podAffinityTerm));
    }),
  );

const unfitAffinity = ({ path, spec: { affinity } }: SpecView): Finding => {
  if (!affinity) return;
  const field = `${path}.affinity`;
  const node = affinity.nodeAffinity;
  const required = node?.requiredDuringSchedulingIgnoredDuringExecution;
  const requiredField = `${field}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  return faults(
    required &&
      required.nodeSelectorTerms.length === 0 &&
      missing(requiredField, `${requiredField}: Required value: must have at least one node selector term`),
    each(required?.nodeSelectorTerms, (term, index) => nodeTermFaults(`${requiredField}[${index}]`, term)),
    each(node?.preferredDuringSchedulingIgnoredDuringExecution, ({ weight, preference }, index) => {
      const entry = `${field}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      return faults(weightFault(entry, weight), nodeTermFaults(`${entry}.preference`, preference));
    }),
    podAffinityFaults(`${field}.podAffinity`, affinity.podAffinity),
    podAffinityFaults(`${field}.podAntiAffinity`, affinity.podAntiAffinity),
  );
};

const unfitSpread = ({ path, spec }: SpecView): Finding =>
  each(spec.topologySpreadConstraints, ({ maxSkew, topologyKey, whenUnsatisfiable }, index) => {
    const field = `${path}.topologySpreadConstraints[${index}]`;
    return faults(
      maxSkew <= 0 &&
        invalid(`${field}.maxSkew`, `${field}.maxSkew: Invalid value: ${maxSkew}: must be greater than zero`),
      !topologyKey && missing(`${field}.topologyKey`, `${field}.topologyKey: Required value: can not be empty`),
      !['DoNotSchedule', 'ScheduleAnyway'].includes(whenUnsatisfiable) &&
        unsupported(
          `${field}.whenUnsatisfiable`,
          `${field}.whenUnsatisfiable: Unsupported value: "${whenUnsatisfiable}": supported values: "DoNotSchedule", "ScheduleAnyway"`,
        ),
    );
  });

/** Everything that goes unchanged into the pod: names, DNS, service account, affinity. */
export const placementFaults: SpecCheck = (view) =>
  faults(unfitHostNames(view), unfitServiceAccount(view), unfitDns(view), unfitAffinity(view), unfitSpread(view));
