// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const exchanges = ['ECDHE_ECDSA', 'ECDHE_RSA'] as const;
const authenticated = ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256'] as const;
const older = ['AES_128_CBC_SHA', 'AES_256_CBC_SHA', 'AES_128_CBC_SHA256', 'RC4_128_SHA', '3DES_EDE_CBC_SHA'] as const;

/** The names of the cipher suites Go knows, which are those KubeVirt takes. */
export const ciphers: ReadonlySet<string> = new Set([
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  ...exchanges.flatMap((exchange) => [...authenticated, ...older].map((rest) => `TLS_${exchange}_WITH_${rest}`)),
  ...['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', ...older].map((rest) => `TLS_RSA_WITH_${rest}`),
]);
