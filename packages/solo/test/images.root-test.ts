// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Runtime } from '../src/kubelet/runtime/runtime.ts';
import {
  containerSpec,
  type Fixture,
  machineImage,
  outputOf,
  run,
  runtimeFixture,
  sandboxSpec,
} from './runtime-fixture.ts';

/** An OCI archive of images that hold one file each. */
function ociArchive(directory: string, images: { name: string; content: string; config?: object }[]): string {
  const layout = join(directory, `layout-${images.map(({ content }) => content).join('-')}`);
  mkdirSync(join(layout, 'blobs', 'sha256'), { recursive: true });
  const blob = (bytes: Buffer, mediaType: string) => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(layout, 'blobs', 'sha256', hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const json = (value: object, mediaType: string) => blob(Buffer.from(JSON.stringify(value)), mediaType);
  const oci = 'application/vnd.oci.image';
  const manifests = images.map(({ name, content, config = {} }) => {
    const root = join(layout, 'root');
    mkdirSync(join(root, 'disk'), { recursive: true });
    writeFileSync(join(root, 'disk', 'disk.img'), content);
    const tar = execFileSync('tar', ['-C', root, '--owner=107', '--group=107', '-c', 'disk']);
    const layer = blob(gzipSync(tar), `${oci}.layer.v1.tar+gzip`);
    const diffId = `sha256:${createHash('sha256').update(tar).digest('hex')}`;
    const description = { architecture: 'amd64', os: 'linux', config, rootfs: { type: 'layers', diff_ids: [diffId] } };
    const manifest = { schemaVersion: 2, config: json(description, `${oci}.config.v1+json`), layers: [layer] };
    return { ...json(manifest, `${oci}.manifest.v1+json`), annotations: { 'io.containerd.image.name': name } };
  });
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  execFileSync('tar', ['-C', layout, '-cf', `${layout}.tar`, 'oci-layout', 'index.json', 'blobs']);
  return `${layout}.tar`;
}

describe('images', () => {
  let fixture: Fixture;
  let runtime: Runtime;
  const pod = sandboxSpec('web');
  before(async () => {
    fixture = await runtimeFixture();
    runtime = await fixture.open();
  });
  after(() => fixture.end());

  it('come from archives, several at once', async () => {
    const archive = ociArchive(fixture.directory, [
      { name: 'localhost/a:1', content: 'aa' },
      { name: 'localhost/b:1', content: 'bb', config: { User: '107', Entrypoint: ['/x'] } },
    ]);
    const loaded = await runtime.images.load(archive);
    assert.deepEqual(
      loaded.map(({ tags, user }) => [tags, user]),
      [
        [['localhost/a:1'], ''],
        [['localhost/b:1'], '107'],
      ],
    );
    const [first] = loaded;
    assert.ok(first);
    assert.equal((await runtime.images.find('localhost/a:1'))?.id, first.id);
    assert.equal((await runtime.images.find(first.id))?.id, first.id);
    assert.equal((await runtime.images.find(first.digests[0] ?? ''))?.id, first.id);
    assert.equal(await runtime.images.find('localhost/c:1'), undefined);
    await assert.rejects(runtime.images.load('/usr/bin/env'));
  });

  it('come from archives of docker save', async () => {
    const archive = join(fixture.directory, 'docker.tar');
    const source = ociArchive(fixture.directory, [{ name: 'localhost/d:1', content: 'dd' }]);
    execFileSync('skopeo', [
      '--insecure-policy',
      'copy',
      '-q',
      `oci-archive:${source}`,
      `docker-archive:${archive}:localhost/d:2`,
    ]);
    const [image] = await runtime.images.load(archive);
    assert.deepEqual(image?.tags, ['localhost/d:2']);
  });

  it('of one file run a program that is mounted in', async () => {
    const spec = containerSpec('scratch', '', {
      image: 'localhost/b:1',
      command: ['/p/bin/busybox-like', '-P'],
      mounts: [{ source: { path: '/usr/bin/catatonit' }, target: '/p/bin/busybox-like', readOnly: true }],
    });
    const { id, state, imageId } = await run(runtime, pod, spec);
    assert.equal(state, 'running');
    assert.match(imageId, /^localhost\/b@sha256:/);
    await runtime.stop(id, 0);
  });

  it('are volumes of other containers', async () => {
    const mounts = [
      { source: { image: 'localhost/a:1' }, target: '/a', readOnly: true },
      { source: { image: 'localhost/b:1', subPath: 'disk' }, target: '/b', readOnly: true },
      { source: { image: machineImage }, target: '/m', readOnly: true },
    ];
    const script =
      'cat /a/disk/disk.img /b/disk.img; stat -c " %u" /a/disk/disk.img; touch /a/x 2>/dev/null || echo no; /m/usr/bin/id -u; touch /m/usr/x 2>/dev/null || echo no';
    const text = await outputOf(runtime, pod, containerSpec('volumes', script, { mounts }));
    assert.match(text, /^aabb 107\n/);
    assert.equal(text.match(/^no$/gm)?.length, 2, text);
    const { id } = await runtime.ensureSandbox(pod);
    const wrong = [{ source: { image: 'localhost/a:1', subPath: '../x' }, target: '/a', readOnly: true }];
    await assert.rejects(
      runtime.createContainer(id, containerSpec('wrong', 'true', { mounts: wrong })),
      /no \.\.\/x in the image/,
    );
  });

  it('stay while they are used', async () => {
    const { sandboxId } = await run(
      runtime,
      sandboxSpec('user'),
      containerSpec('user', 'sleep 100', {
        mounts: [{ source: { image: 'localhost/a:1' }, target: '/a', readOnly: true }],
      }),
    );
    await runtime.removeSandbox((await runtime.ensureSandbox(pod)).id);
    await assert.rejects(runtime.images.remove('localhost/a:1'), { reason: 'ImageInUse' });
    // Its name goes to another image; it is kept for its user, and goes with it.
    const old = await runtime.images.find('localhost/a:1');
    await runtime.images.load(ociArchive(fixture.directory, [{ name: 'localhost/a:1', content: 'new' }]));
    assert.notEqual((await runtime.images.find('localhost/a:1'))?.id, old?.id);
    assert.ok(await runtime.images.find(old?.id ?? ''));
    await runtime.removeSandbox(sandboxId);
    assert.equal(await runtime.images.find(old?.id ?? ''), undefined);
    assert.equal(await runtime.images.remove('localhost/a:1'), true);
    assert.equal(await runtime.images.remove('localhost/a:1'), false);
  });

  it('are pulled from a registry, with the credentials that fit', async () => {
    const layout = ociArchive(fixture.directory, [{ name: 'x', content: 'pulled' }]).replace(/\.tar$/, '');
    const { manifests } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as {
      manifests: { mediaType: string; digest: string }[];
    };
    const [manifest] = manifests;
    assert.ok(manifest);
    const blob = (digest: string) => readFileSync(join(layout, 'blobs', digest.replace(':', '/')));
    const password = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    const registry = createServer((request, response) => {
      const [, kind, reference] = /^\/v2\/team\/app\/(manifests|blobs)\/(.+)$/.exec(request.url ?? '') ?? [];
      if (request.headers.authorization !== password)
        response
          .writeHead(401, { 'www-authenticate': 'Basic realm="x"' })
          .end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}');
      else if (request.url === '/v2/') response.end('{}');
      else if (kind === 'blobs') response.end(blob(reference ?? ''));
      else if (reference === '1')
        response.writeHead(200, { 'content-type': manifest.mediaType }).end(blob(manifest.digest));
      else response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
    const mine = [
      { registry: host, username: 'me', password: 'wrong' },
      { registry: `http://${host}/team`, username: 'me', password: 'secret' },
    ];
    try {
      assert.partialDeepStrictEqual(await runtime.images.pull(`${host}/team/app:1`, mine), {
        tags: [`${host}/team/app:1`],
        digests: [`${host}/team/app@${manifest.digest}`],
      });
      const message = async (tag: string, credentials = mine) => {
        const answer = await runtime.images.pull(`${host}/team/app:${tag}`, credentials);
        return 'message' in answer ? answer.message : 'pulled';
      };
      assert.match(await message('2'), /failed to resolve reference "127.*app:2": 127.*app:2: not found$/);
      assert.match(
        await message('1', []),
        /pull access denied, repository does not exist or may require authorization/,
      );
    } finally {
      registry.closeAllConnections();
      registry.close();
    }
    const mounts = [{ source: { image: `${host}/team/app:1` }, target: '/a', readOnly: true }];
    assert.equal(await outputOf(runtime, pod, containerSpec('pulled', 'cat /a/disk/disk.img', { mounts })), 'pulled');
  });

  it('that cannot be pulled say why', async () => {
    assert.partialDeepStrictEqual(await runtime.images.pull('upper/Case'), { reason: 'InvalidImageName' });
    const refused = await runtime.images.pull('127.0.0.1:1/none:1');
    assert.partialDeepStrictEqual(refused, { reason: 'ErrImagePull' });
    assert.match(
      'message' in refused ? refused.message : '',
      /^failed to pull and unpack image "127\.0\.0\.1:1\/none:1": failed to resolve reference .*connection refused/,
    );
  });
});
