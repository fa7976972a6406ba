// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Lifetimes of the certificates the components use.

import { duration, type Infer, object, ref } from '../schema.ts';

export const CertConfig = object('Cert config.', {
  duration: duration('Duration.'),
  renewBefore: duration('Renew before.'),
});
export interface CertConfig extends Infer<typeof CertConfig> {}

export const KubeVirtSelfSignConfiguration = object('Kube virt self sign configuration.', {
  ca: ref<CertConfig>(CertConfig, 'Ca.'),
  caOverlapInterval: duration('Ca overlap interval.'),
  caRotateInterval: duration('Ca rotate interval.'),
  certRotateInterval: duration('Cert rotate interval.'),
  server: ref<CertConfig>(CertConfig, 'Server.'),
});
export interface KubeVirtSelfSignConfiguration extends Infer<typeof KubeVirtSelfSignConfiguration> {}

export const KubeVirtCertificateRotateStrategy = object('Kube virt certificate rotate strategy.', {
  selfSigned: ref<KubeVirtSelfSignConfiguration>(KubeVirtSelfSignConfiguration, 'Self signed.'),
});
export interface KubeVirtCertificateRotateStrategy extends Infer<typeof KubeVirtCertificateRotateStrategy> {}
