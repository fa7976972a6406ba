// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Difference } from './difference.ts';

const rfc1123Label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** A text as a pattern that matches it wherever it stands. */
function literal(text: string, before = ''): RegExp {
  return new RegExp(before + text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'g');
}

/** Sentences that are worded otherwise now. */
export const texts: readonly Difference[] = [
  {
    name: 'label-with-dots',
    reason: 'a DNS label whose only fault are dots is told so since 1.32',
    text: [literal(rfc1123Label, '(?<="[a-z0-9]+\\.[a-z0-9]+": )'), 'must not contain dots'],
  },
  {
    name: 'label-key-worded',
    reason: 'what a bad key is told names a label key since 1.35',
    text: [literal('a qualified name must consist of'), 'a valid label key must consist of'],
  },
  {
    name: 'base64-without-excerpt',
    reason: "the JSON decoder's errors have no excerpt of the body since 1.23",
    text: [/v1\.Secret\.Data: decode base64: (illegal base64 data at input byte \d+), error found in #[\s\S]*$/, '$1'],
  },
  {
    name: 'quantity-without-excerpt',
    reason: "the JSON decoder's errors have no excerpt of the body since 1.23",
    text: [/v1\.Pod\.Spec: .*: unmarshalerDecoder: (quantities must match [\s\S]*), error found in #[\s\S]*$/, '$1'],
  },
  {
    name: 'request-over-limit',
    reason: 'the limit that a request is over is named since 1.27',
    text: [/must be less than or equal to cpu limit(?! of)/g, 'must be less than or equal to cpu limit of 1'],
  },
  {
    name: 'environment-names',
    reason: 'names of environment variables may be any printable ASCII since 1.34',
    text: [
      /a valid environment variable name must consist of alphabetic characters[\s\S]*?'\[-\._a-zA-Z\]\[-\._a-zA-Z0-9\]\*'\)/g,
      "a valid environment variable name must consist only of printable ASCII characters other than '='",
    ],
  },
  {
    name: 'loopback-of-both-families',
    reason: 'the loopback range is named for both IP families since 1.23',
    text: [/\(127\.0\.0\.0\/8\)/g, '(127.0.0.0/8, ::1/128)'],
  },
  {
    name: 'pod-update-fields',
    reason: 'the list of what may change in a pod is punctuated otherwise, and has the grace period, since 1.25',
    text: [
      '`spec.containers[*].image`, `spec.initContainers[*].image`, `spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to existing tolerations)',
      '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ],
  },
  {
    name: 'custom-text-too-long',
    reason: 'bounds of custom fields are told in the words of built-in ones since 1.32',
    text: [
      /Invalid value: "[^"]*": \S+ in body should be at most (\d+) chars long/g,
      'Too long: may not be more than $1 bytes',
    ],
  },
  {
    name: 'custom-list-too-long',
    reason: 'bounds of custom fields are told in the words of built-in ones since 1.24',
    text: [
      /Invalid value: (\d+): \S+ in body should have at most (\d+) items/g,
      'Too many: $1: must have at most $2 items',
    ],
  },
  {
    name: 'selector-key',
    reason: 'a bad key in a label selector is told as an invalid value since 1.22',
    text: [/(?<=unable to parse requirement: )invalid label key ("[^"]*"): /, '<nil>: Invalid value: $1: '],
  },
  {
    name: 'not-acceptable-worded',
    reason: 'the library that answers lists what there is, since 1.22',
    text: [
      /^406: Not Acceptable$/,
      '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml',
    ],
  },
  {
    name: 'no-answers-in-protobuf',
    reason: 'solo answers in JSON and YAML only, to clients of which none has to ask for protobuf',
    text: [/(?<=^only the following media types are accepted: application\/json, application\/yaml), \S+$/, ''],
  },
  {
    name: 'json-patch-decoded-twice',
    reason: 'a JSON patch is decoded for field validation first, since 1.25',
    text: [
      'json: cannot unmarshal object into Go value of type jsonpatch.Patch',
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    ],
  },
  {
    name: 'apply-of-no-version',
    reason: 'an applied object of another kind or version is told so since 1.22',
    text: [
      'Incorrect version specified in apply patch. Specified patch version: , expected: v1',
      'invalid object type: /, Kind=ConfigMap',
    ],
  },
  {
    name: 'apply-transcoded',
    reason: 'an apply is made JSON for audit first, since 1.32',
    text: ['error decoding YAML: error converting YAML to JSON: ', 'error encoding patch: '],
  },
  {
    name: 'schemas-required-worded',
    reason: 'a missing schema is a required value without more words since 1.22',
    text: [/^Required value: schemas are required$/, 'Required value'],
  },
  {
    name: 'definition-versions-shown',
    reason: "Kubernetes shows its internal form of a definition's versions, solo what was sent",
    text: [
      /^Invalid value: \[\{"Name".*\}\](?=: must have exactly one version marked as storage version$)/,
      'Invalid value: [{"name":"v1","served":true,"storage":false}]',
    ],
  },
  {
    name: 'typed-object-named',
    reason: 'what cannot be applied is named since 1.27',
    text: [
      /^failed to create typed patch object: /,
      'failed to create typed patch object (/a; <ns>.example.com/v1, Kind=Lists): ',
    ],
  },
  {
    name: 'all-key-fields',
    reason: 'only an item without any of its keys is refused since 1.22',
    text: [
      /omits key field ("\w+") \(and doesn't have default value\)/,
      "omits all key fields [$1] (and doesn't have default values for any key fields)",
    ],
  },
  {
    name: 'type-named',
    reason: 'what stands in place of a number is named since 1.22',
    text: ['got *value.valueUnstructured', 'got string'],
  },
  {
    name: 'invalid-webhook-response',
    reason: 'an answer of a webhook that is not as it must be is told so since 1.22',
    text: [
      /(?<=failed calling webhook "[^"]*": )(?=validating webhook may not return |expected |webhook response was absent|webhook returned )/g,
      'received invalid webhook response: ',
    ],
  },
  {
    name: 'webhook-not-called',
    reason: 'a webhook that could not be called is told apart from one that answers badly since 1.22',
    text: [
      /(?<=failed calling webhook "[^"]*": )(?=Post "|an error on the server|couldn't get version|converting \()/g,
      'failed to call webhook: ',
    ],
  },
  {
    name: 'undecodable-webhook-patch',
    reason: 'a webhook whose patch is no JSON is named since 1.22',
    text: [
      /(?<=^|Internal error occurred: )(?=invalid character 'o' in literal null)/,
      'failed calling webhook "nonsense.example.com": received undecodable patch in webhook response: ',
    ],
  },
  {
    name: 'owners-named-with-kind',
    reason: 'two controllers of an object are told with their kinds since 1.21',
    text: ['in references for owner and other', 'in references for ConfigMap/owner and ConfigMap/other'],
  },
];
