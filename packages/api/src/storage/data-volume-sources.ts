// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Where CDI takes the content of a data volume from.

import { boolean, type Infer, list, object, ref, required, string } from '../schema.ts';

export const DataVolumeBlankImage = object('Data volume blank image.', {});
export interface DataVolumeBlankImage extends Infer<typeof DataVolumeBlankImage> {}

export const DataVolumeSourceGCS = object('Data volume source gcs.', {
  url: required(string('Url.')),
  secretRef: string('Secret ref.'),
});
export interface DataVolumeSourceGCS extends Infer<typeof DataVolumeSourceGCS> {}

export const DataVolumeSourceHTTP = object('Data volume source http.', {
  url: required(string('Url.')),
  certConfigMap: string('Cert config map.'),
  extraHeaders: list(string(), 'Extra headers.'),
  secretExtraHeaders: list(string(), 'Secret extra headers.'),
  secretRef: string('Secret ref.'),
});
export interface DataVolumeSourceHTTP extends Infer<typeof DataVolumeSourceHTTP> {}

export const DataVolumeSourceImageIO = object('Data volume source image io.', {
  diskId: required(string('Disk id.')),
  url: required(string('Url.')),
  certConfigMap: string('Cert config map.'),
  insecureSkipVerify: boolean('Insecure skip verify.'),
  secretRef: string('Secret ref.'),
});
export interface DataVolumeSourceImageIO extends Infer<typeof DataVolumeSourceImageIO> {}

export const DataVolumeSourcePVC = object('Data volume source pvc.', {
  name: required(string('Name.')),
  namespace: required(string('Namespace.')),
});
export interface DataVolumeSourcePVC extends Infer<typeof DataVolumeSourcePVC> {}

export const PlatformOptions = object('Platform options.', {
  architecture: string('Architecture.'),
});
export interface PlatformOptions extends Infer<typeof PlatformOptions> {}

export const DataVolumeSourceRegistry = object('Data volume source registry.', {
  certConfigMap: string('Cert config map.'),
  imageStream: string('Image stream.'),
  platform: ref<PlatformOptions>(PlatformOptions, 'Platform.'),
  pullMethod: string('Pull method.'),
  secretRef: string('Secret ref.'),
  url: string('Url.'),
});
export interface DataVolumeSourceRegistry extends Infer<typeof DataVolumeSourceRegistry> {}

export const DataVolumeSourceS3 = object('Data volume source s3.', {
  url: required(string('Url.')),
  certConfigMap: string('Cert config map.'),
  secretRef: string('Secret ref.'),
});
export interface DataVolumeSourceS3 extends Infer<typeof DataVolumeSourceS3> {}

export const DataVolumeSourceSnapshot = object('Data volume source snapshot.', {
  name: required(string('Name.')),
  namespace: required(string('Namespace.')),
});
export interface DataVolumeSourceSnapshot extends Infer<typeof DataVolumeSourceSnapshot> {}

export const DataVolumeSourceUpload = object('Data volume source upload.', {});
export interface DataVolumeSourceUpload extends Infer<typeof DataVolumeSourceUpload> {}

export const DataVolumeSourceVDDK = object('Data volume source vddk.', {
  backingFile: string('Backing file.'),
  extraArgs: string('Extra args.'),
  initImageURL: string('Init image url.'),
  secretRef: string('Secret ref.'),
  thumbprint: string('Thumbprint.'),
  url: string('Url.'),
  uuid: string('Uuid.'),
});
export interface DataVolumeSourceVDDK extends Infer<typeof DataVolumeSourceVDDK> {}

export const CdiDataVolumeSource = object('Cdi data volume source.', {
  blank: ref<DataVolumeBlankImage>(DataVolumeBlankImage, 'Blank.'),
  gcs: ref<DataVolumeSourceGCS>(DataVolumeSourceGCS, 'Gcs.'),
  http: ref<DataVolumeSourceHTTP>(DataVolumeSourceHTTP, 'Http.'),
  imageio: ref<DataVolumeSourceImageIO>(DataVolumeSourceImageIO, 'Imageio.'),
  pvc: ref<DataVolumeSourcePVC>(DataVolumeSourcePVC, 'Pvc.'),
  registry: ref<DataVolumeSourceRegistry>(DataVolumeSourceRegistry, 'Registry.'),
  s3: ref<DataVolumeSourceS3>(DataVolumeSourceS3, 'S3.'),
  snapshot: ref<DataVolumeSourceSnapshot>(DataVolumeSourceSnapshot, 'Snapshot.'),
  upload: ref<DataVolumeSourceUpload>(DataVolumeSourceUpload, 'Upload.'),
  vddk: ref<DataVolumeSourceVDDK>(DataVolumeSourceVDDK, 'Vddk.'),
});
export interface CdiDataVolumeSource extends Infer<typeof CdiDataVolumeSource> {}

export const DataVolumeSourceRef = object('Data volume source ref.', {
  kind: required(string('Kind.')),
  name: required(string('Name.')),
  namespace: string('Namespace.'),
});
export interface DataVolumeSourceRef extends Infer<typeof DataVolumeSourceRef> {}
