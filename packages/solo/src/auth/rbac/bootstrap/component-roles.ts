// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { allow, allowPaths, read, readWrite, recordEvents } from './rule.ts';
import type { BootstrapRole } from './user-roles.ts';

const certificates = 'certificates.k8s.io';
const requests = 'certificatesigningrequests';
const reviewTokens = allow('create', 'authentication.k8s.io', 'tokenreviews');
const reviewAccess = allow('create', 'authorization.k8s.io', 'subjectaccessreviews');

/** The roles for the cluster's own programs and for extensions. @upstream plugin/pkg/auth/authorizer/rbac/bootstrappolicy */
export const componentRoles: readonly BootstrapRole[] = [
  { name: 'system:auth-delegator', rules: [reviewTokens, reviewAccess] },
  ...['nodeclient', 'selfnodeclient'].map((kind) => ({
    name: `system:${certificates}:${requests}:${kind}`,
    rules: [allow('create', certificates, `${requests}/${kind}`)],
  })),
  ...['kube-apiserver-client', 'kube-apiserver-client-kubelet', 'kubelet-serving', 'legacy-unknown'].map((signer) => ({
    name: `system:${certificates}:${signer}-approver`,
    rules: [allow('approve', certificates, 'signers', `kubernetes.io/${signer}`)],
  })),
  { name: 'system:cluster-trust-bundle-discovery', rules: [allow(read, certificates, 'clustertrustbundles')] },
  {
    name: 'system:heapster',
    rules: [allow(read, 'core', 'events namespaces nodes pods'), allow(read, 'extensions', 'deployments')],
  },
  { name: 'system:kube-aggregator', rules: [allow(read, 'core', 'endpoints services')] },
  {
    name: 'system:kube-controller-manager',
    rules: [
      recordEvents,
      allow('create', 'coordination.k8s.io', 'leases'),
      allow('get update', 'coordination.k8s.io', 'leases', 'kube-controller-manager'),
      allow('create', 'core', 'secrets serviceaccounts'),
      allow('delete', 'core', 'secrets'),
      allow('get', 'core', 'configmaps namespaces secrets serviceaccounts'),
      allow('update', 'core', 'secrets serviceaccounts'),
      reviewTokens,
      reviewAccess,
      allow('list watch', '*', '*'),
      allow('create', 'core', 'serviceaccounts/token'),
    ],
  },
  { name: 'system:kube-dns', rules: [allow('list watch', 'core', 'endpoints services')] },
  {
    name: 'system:kube-scheduler',
    rules: [
      recordEvents,
      allow('create', 'coordination.k8s.io', 'leases'),
      allow('get list update watch', 'coordination.k8s.io', 'leases', 'kube-scheduler'),
      allow(readWrite, 'coordination.k8s.io', 'leasecandidates'),
      allow(read, 'core', 'nodes'),
      allow('delete get list watch', 'core', 'pods'),
      allow('create', 'core', 'bindings pods/binding'),
      allow('patch update', 'core', 'pods/status'),
      allow(read, 'core', 'replicationcontrollers services'),
      allow(read, 'apps extensions', 'replicasets'),
      allow(read, 'apps', 'statefulsets'),
      allow(read, 'policy', 'poddisruptionbudgets'),
      allow(read, 'core', 'persistentvolumeclaims persistentvolumes'),
      reviewTokens,
      reviewAccess,
      allow(read, 'storage.k8s.io', 'csinodes'),
      allow(read, 'core', 'namespaces'),
      allow(read, 'storage.k8s.io', 'csidrivers'),
      allow(read, 'storage.k8s.io', 'csistoragecapacities'),
    ],
  },
  {
    name: 'system:kubelet-api-admin',
    rules: [
      allow(read, 'core', 'nodes'),
      allow('proxy', 'core', 'nodes'),
      allow('*', 'core', 'nodes/log nodes/metrics nodes/proxy nodes/stats'),
      allow('*', 'core', 'nodes/configz nodes/healthz nodes/pods'),
    ],
  },
  {
    name: 'system:monitoring',
    rules: [
      allowPaths('get', '/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*'),
      allowPaths('get', '/flagz'),
      allowPaths('get', '/statusz'),
    ],
  },
  {
    name: 'system:node',
    rules: [
      reviewTokens,
      allow('create', 'authorization.k8s.io', 'localsubjectaccessreviews subjectaccessreviews'),
      allow(read, 'core', 'services'),
      allow('create get list watch', 'core', 'nodes'),
      allow('patch update', 'core', 'nodes/status'),
      allow('patch update', 'core', 'nodes'),
      allow('create patch update', 'core', 'events'),
      allow(read, 'core', 'pods'),
      allow('create delete', 'core', 'pods'),
      allow('patch update', 'core', 'pods/status'),
      allow('create', 'core', 'pods/eviction'),
      allow(read, 'core', 'configmaps secrets'),
      allow('get', 'core', 'persistentvolumeclaims persistentvolumes'),
      allow('get', 'core', 'endpoints'),
      allow('create get list watch', certificates, requests),
      allow('create delete get patch update', 'coordination.k8s.io', 'leases'),
      allow('get', 'storage.k8s.io', 'volumeattachments'),
      allow('create', 'core', 'serviceaccounts/token'),
      allow('get patch update', 'core', 'persistentvolumeclaims/status'),
      allow(read, 'storage.k8s.io', 'csidrivers'),
      allow('create delete get patch update', 'storage.k8s.io', 'csinodes'),
      allow(read, 'node.k8s.io', 'runtimeclasses'),
      allow('get', 'resource.k8s.io', 'resourceclaims'),
      allow('deletecollection', 'resource.k8s.io', 'resourceslices'),
      allow(read, certificates, 'clustertrustbundles'),
      allow('get', 'core', 'serviceaccounts'),
    ],
  },
  { name: 'system:node-bootstrapper', rules: [allow('create get list watch', certificates, requests)] },
  {
    name: 'system:node-problem-detector',
    rules: [allow('get', 'core', 'nodes'), allow('patch', 'core', 'nodes/status'), recordEvents],
  },
  {
    name: 'system:node-proxier',
    rules: [
      allow('list watch', 'core', 'endpoints services'),
      allow(read, 'core', 'nodes'),
      recordEvents,
      allow('list watch', 'networking.k8s.io', 'servicecidrs'),
      allow('list watch', 'discovery.k8s.io', 'endpointslices'),
    ],
  },
  {
    name: 'system:persistent-volume-provisioner',
    rules: [
      allow('create delete get list watch', 'core', 'persistentvolumes'),
      allow('get list update watch', 'core', 'persistentvolumeclaims'),
      allow(read, 'storage.k8s.io', 'storageclasses'),
      allow('watch', 'core', 'events'),
      recordEvents,
    ],
  },
  {
    name: 'system:service-account-issuer-discovery',
    rules: [
      allowPaths(
        'get',
        '/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/',
      ),
    ],
  },
  {
    name: 'system:volume-scheduler',
    rules: [
      allow('get list patch update watch', 'core', 'persistentvolumes'),
      allow(read, 'storage.k8s.io', 'storageclasses'),
      allow('get list patch update watch', 'core', 'persistentvolumeclaims'),
    ],
  },
];
