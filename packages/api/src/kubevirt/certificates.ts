// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Lifetimes of the certificates the components use.

import { duration, type Infer, object, ref } from '../schema.ts';

export const CertConfig = object('Lifetime of a certificate.', {
  duration: duration('How long it is valid.'),
  renewBefore: duration('How long before its end it is replaced; a fifth of duration when absent.'),
});
export interface CertConfig extends Infer<typeof CertConfig> {}

export const KubeVirtSelfSignConfiguration = object('Certificates that the operator signs itself.', {
  ca: ref<CertConfig>(CertConfig, 'The authority; 168h when absent.'),
  server: ref<CertConfig>(CertConfig, 'Everything signed by it; 24h when absent. Not longer than the authority.'),
  caRotateInterval: duration('Deprecated: see ca.duration.'),
  caOverlapInterval: duration('Deprecated: see ca.renewBefore.'),
  certRotateInterval: duration('Deprecated: see server.duration.'),
});
export interface KubeVirtSelfSignConfiguration extends Infer<typeof KubeVirtSelfSignConfiguration> {}

export const KubeVirtCertificateRotateStrategy = object('How certificates are renewed.', {
  selfSigned: ref<KubeVirtSelfSignConfiguration>(
    KubeVirtSelfSignConfiguration,
    'They are signed by the operator itself, the only way.',
  ),
});
export interface KubeVirtCertificateRotateStrategy extends Infer<typeof KubeVirtCertificateRotateStrategy> {}
