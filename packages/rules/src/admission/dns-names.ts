// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const labelShape = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomainShape = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const portNameShape = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** What Kubernetes has against a name as a DNS label, nothing when it is one. */
export const dnsLabelFaults = (name: string): string[] => [
  ...(name.length > 63 ? ['must be no more than 63 characters'] : []),
  ...(labelShape.test(name)
    ? []
    : [
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      ]),
];

/** What Kubernetes has against a name as a DNS subdomain, nothing when it is one. */
export const dnsSubdomainFaults = (name: string): string[] => [
  ...(name.length > 253 ? ['must be no more than 253 characters'] : []),
  ...(subdomainShape.test(name)
    ? []
    : [
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ]),
];

/** Whether Kubernetes takes a name as that of a port: at most 15 characters, at least one letter. */
export const isPortName = (name: string): boolean =>
  name.length <= 15 && portNameShape.test(name) && /[a-z]/.test(name) && !name.includes('--');
