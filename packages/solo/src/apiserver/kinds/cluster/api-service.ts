// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { APIService } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { invalidEach, invalidValue, required } from '../validation/causes.ts';
import { isDns1035Label, isDnsSubdomain, rangeSentence } from '../validation/names.ts';

function typed(object: Json): APIService {
  return object as unknown as APIService;
}

/** What is special about API services. */
export const apiServiceStrategy: Strategy = {
  setDefaults(object) {
    const service = typed(object).spec?.service;
    if (service) service.port ??= 443;
  },
  prepareForCreate(object) {
    const { spec } = typed(object);
    object.status = spec?.service ? {} : { conditions: [localCondition(object)] };
  },
  validate: (object) => serviceCauses(typed(object)),
  validateUpdate: (object) => serviceCauses(typed(object)),
};

function localCondition(object: Json) {
  return {
    type: 'Available',
    status: 'True',
    lastTransitionTime: object.metadata?.creationTimestamp,
    reason: 'Local',
    message: 'Local APIServices are always available',
  };
}

const maxPriority = 20_000;
const maxVersionPriority = 1000;

function serviceCauses({ metadata, spec }: APIService): Cause[] {
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0, service } = spec ?? {};
  const causes: Cause[] = [];
  const expected = `${version}.${group}`;
  if (metadata?.name !== expected) {
    const sentence = `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(expected)}`;
    causes.push(invalidValue('metadata.name', metadata?.name, sentence));
  }
  if (group) causes.push(...invalidEach('spec.group', group, isDnsSubdomain(group)));
  causes.push(...invalidEach('spec.version', version, isDns1035Label(version)));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > maxPriority) {
    const sentence = `must be positive and less than ${maxPriority}`;
    causes.push(invalidValue('spec.groupPriorityMinimum', groupPriorityMinimum, sentence));
  }
  if (versionPriority <= 0 || versionPriority > maxVersionPriority) {
    const sentence = `must be positive and less than ${maxVersionPriority}`;
    causes.push(invalidValue('spec.versionPriority', versionPriority, sentence));
  }
  if (!service) {
    if (spec?.caBundle)
      causes.push(
        invalidValue(
          'spec.caBundle',
          `${decodedBytes(spec.caBundle)} bytes`,
          'local APIServices may not have a caBundle',
        ),
      );
    if (spec?.insecureSkipTLSVerify) {
      causes.push(
        invalidValue('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify'),
      );
    }
    return causes;
  }
  if (!service.namespace) causes.push(required('spec.service.namespace'));
  if (!service.name) causes.push(required('spec.service.name'));
  const port = service.port ?? 0;
  if (port < 1 || port > 65535) {
    causes.push(invalidValue('spec.service.port', port, `port is not valid: ${rangeSentence(1, 65535)}`));
  }
  if (spec?.insecureSkipTLSVerify && spec.caBundle) {
    causes.push(invalidValue('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
  }
  return causes;
}

function decodedBytes(text: string): number {
  return Buffer.byteLength(text, 'base64');
}
