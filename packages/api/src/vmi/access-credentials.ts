// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// SSH keys and passwords that are put into the guest.

import { type Infer, object, ref, required, setList, string } from '../schema.ts';

export const AccessCredentialSecretSource = object('A secret with credentials.', {
  secretName: required(string('Name of the secret in the same namespace.')),
});
export interface AccessCredentialSecretSource extends Infer<typeof AccessCredentialSecretSource> {}

export const ConfigDriveSSHPublicKeyAccessCredentialPropagation = object(
  'Written into the config drive when the VM starts.',
  {},
);
export interface ConfigDriveSSHPublicKeyAccessCredentialPropagation
  extends Infer<typeof ConfigDriveSSHPublicKeyAccessCredentialPropagation> {}

export const NoCloudSSHPublicKeyAccessCredentialPropagation = object(
  'Written into the NoCloud disk when the VM starts.',
  {},
);
export interface NoCloudSSHPublicKeyAccessCredentialPropagation
  extends Infer<typeof NoCloudSSHPublicKeyAccessCredentialPropagation> {}

export const QemuGuestAgentSSHPublicKeyAccessCredentialPropagation = object(
  'Written by the guest agent, also while the VM runs.',
  {
    users: required(setList(string(), 'Users of the guest that may log in with the keys.')),
  },
);
export interface QemuGuestAgentSSHPublicKeyAccessCredentialPropagation
  extends Infer<typeof QemuGuestAgentSSHPublicKeyAccessCredentialPropagation> {}

export const SSHPublicKeyAccessCredentialPropagationMethod = object('How the keys come into the guest; exactly one.', {
  configDrive: ref<ConfigDriveSSHPublicKeyAccessCredentialPropagation>(
    ConfigDriveSSHPublicKeyAccessCredentialPropagation,
    'By the config drive; the VM needs such a volume.',
  ),
  noCloud: ref<NoCloudSSHPublicKeyAccessCredentialPropagation>(
    NoCloudSSHPublicKeyAccessCredentialPropagation,
    'By the NoCloud disk; the VM needs such a volume.',
  ),
  qemuGuestAgent: ref<QemuGuestAgentSSHPublicKeyAccessCredentialPropagation>(
    QemuGuestAgentSSHPublicKeyAccessCredentialPropagation,
    'By the guest agent, which follows changes of the secret.',
  ),
});
export interface SSHPublicKeyAccessCredentialPropagationMethod
  extends Infer<typeof SSHPublicKeyAccessCredentialPropagationMethod> {}

export const SSHPublicKeyAccessCredentialSource = object('Where the keys are.', {
  secret: ref<AccessCredentialSecretSource>(
    AccessCredentialSecretSource,
    'A secret; each value is one or more public keys.',
  ),
});
export interface SSHPublicKeyAccessCredentialSource extends Infer<typeof SSHPublicKeyAccessCredentialSource> {}

export const SSHPublicKeyAccessCredential = object('SSH keys by which users log in.', {
  source: required(ref<SSHPublicKeyAccessCredentialSource>(SSHPublicKeyAccessCredentialSource, 'Where the keys are.')),
  propagationMethod: required(
    ref<SSHPublicKeyAccessCredentialPropagationMethod>(
      SSHPublicKeyAccessCredentialPropagationMethod,
      'How they come into the guest.',
    ),
  ),
});
export interface SSHPublicKeyAccessCredential extends Infer<typeof SSHPublicKeyAccessCredential> {}

export const QemuGuestAgentUserPasswordAccessCredentialPropagation = object(
  'Set by the guest agent, also while the VM runs.',
  {},
);
export interface QemuGuestAgentUserPasswordAccessCredentialPropagation
  extends Infer<typeof QemuGuestAgentUserPasswordAccessCredentialPropagation> {}

export const UserPasswordAccessCredentialPropagationMethod = object('How the passwords come into the guest.', {
  qemuGuestAgent: ref<QemuGuestAgentUserPasswordAccessCredentialPropagation>(
    QemuGuestAgentUserPasswordAccessCredentialPropagation,
    'By the guest agent, which follows changes of the secret.',
  ),
});
export interface UserPasswordAccessCredentialPropagationMethod
  extends Infer<typeof UserPasswordAccessCredentialPropagationMethod> {}

export const UserPasswordAccessCredentialSource = object('Where the passwords are.', {
  secret: ref<AccessCredentialSecretSource>(
    AccessCredentialSecretSource,
    'A secret; each key is a user and its value the password.',
  ),
});
export interface UserPasswordAccessCredentialSource extends Infer<typeof UserPasswordAccessCredentialSource> {}

export const UserPasswordAccessCredential = object('Passwords of users.', {
  source: required(
    ref<UserPasswordAccessCredentialSource>(UserPasswordAccessCredentialSource, 'Where the passwords are.'),
  ),
  propagationMethod: required(
    ref<UserPasswordAccessCredentialPropagationMethod>(
      UserPasswordAccessCredentialPropagationMethod,
      'How they come into the guest.',
    ),
  ),
});
export interface UserPasswordAccessCredential extends Infer<typeof UserPasswordAccessCredential> {}

export const AccessCredential = object('Credentials that are put into the guest; either of the two.', {
  sshPublicKey: ref<SSHPublicKeyAccessCredential>(SSHPublicKeyAccessCredential, 'SSH keys.'),
  userPassword: ref<UserPasswordAccessCredential>(UserPasswordAccessCredential, 'Passwords.'),
});
export interface AccessCredential extends Infer<typeof AccessCredential> {}
