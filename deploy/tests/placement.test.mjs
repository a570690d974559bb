// What a cluster of one's own needs to be told: where pods run, what they are called, which storage, whose images.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, render, validate } from './tools.mjs';

const placement = {
  nodeSelector: { disk: 'ssd' }, priorityClassName: 'food', tolerations: [{ key: 'food', operator: 'Exists' }],
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname' } }] } },
};
const json = value => JSON.stringify(value);
const podsOf = manifests => manifests.filter(one => one.spec?.template?.spec?.containers).map(one => [`${one.kind} ${one.metadata.name}`, one.spec.template]);
const placed = spec => Object.fromEntries(Object.keys(placement).map(key => [key, spec[key]]));

test('every pod of the suite runs where global says, jobs too', async () => {
  const manifests = parse(render('food-delivery', ...Object.entries(placement).flatMap(([key, value]) => ['--set-json', `global.${key}=${json(value)}`])));
  const pods = podsOf(manifests);
  assert.equal(pods.length, 9 + 7);
  for (const [name, { spec }] of pods) assert.deepEqual(placed(spec), placement, name);
  for (const one of manifests) await validate(one);
});

test('a service may run elsewhere, with labels, volumes, environment and an account of its own', async () => {
  const values = {
    ...placement, podLabels: { team: 'orders' }, serviceAccountAnnotations: { 'cloud.example/role': 'orders' },
    extraEnv: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
    extraVolumes: [{ name: 'more', emptyDir: {} }], extraVolumeMounts: [{ name: 'more', mountPath: '/more' }],
    topologySpreadConstraints: [{ maxSkew: 2, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule' }],
  };
  for (const name of ['order', 'gateway']) {
    const manifests = parse(render('food-delivery', '--set-json', `${name}=${json(values)}`));
    const { metadata, spec } = manifests.find(one => one.kind === 'Deployment' && one.metadata.name === name).spec.template;
    assert.deepEqual(placed(spec), placement, name);
    assert.equal(metadata.labels.team, 'orders');
    assert.deepEqual(spec.topologySpreadConstraints, values.topologySpreadConstraints);
    assert.ok(spec.volumes.some(one => one.name === 'more') && spec.containers[0].volumeMounts.some(one => one.mountPath === '/more'));
    assert.ok(spec.containers[0].env.some(one => one.name === 'NODE'));
    assert.equal(manifests.find(one => one.kind === 'ServiceAccount' && one.metadata.name === name).metadata.annotations['cloud.example/role'], 'orders');
    const other = manifests.find(one => one.kind === 'Deployment' && one.metadata.name === 'cart').spec.template;
    assert.equal(other.spec.nodeSelector, undefined);
    for (const one of manifests) await validate(one);
  }
});

test('the pods of a lost node are made elsewhere after seconds, not minutes', () => {
  for (const [name, { spec }] of podsOf(parse(render('food-delivery')))) {
    const keys = spec.tolerations.filter(one => one.tolerationSeconds <= 10).map(one => one.key).sort();
    assert.deepEqual(keys, ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'], name);
  }
});

test('the platform: placement, storage class and pull secrets, in both modes', () => {
  const set = [...Object.entries(placement).flatMap(([key, value]) => ['--set-json', `${key}=${json(value)}`]), '--set', 'storageClass=fast', '--set-json', 'imagePullSecrets=["registry"]'];
  const development = parse(render('platform', ...set));
  const pods = podsOf(development);
  assert.equal(pods.length, 5 + 2);
  for (const [name, { spec }] of pods) {
    assert.deepEqual(placed(spec), placement, name);
    assert.deepEqual(spec.imagePullSecrets, [{ name: 'registry' }], name);
  }
  const claims = development.flatMap(one => one.kind === 'PersistentVolumeClaim' ? [one.spec] : (one.spec?.volumeClaimTemplates ?? []).map(claim => claim.spec));
  assert.equal(claims.length, 5);
  for (const claim of claims) assert.equal(claim.storageClassName, 'fast');

  const operators = parse(render('platform', '--set', 'mode=operators', ...set));
  const kind = name => operators.find(one => one.kind === name).spec;
  assert.equal(kind('InnoDBCluster').datadirVolumeClaimTemplate.storageClassName, 'fast');
  assert.equal(kind('KafkaNodePool').storage.volumes[0].class, 'fast');
  assert.deepEqual(kind('KafkaNodePool').template.pod.tolerations, placement.tolerations);
});

test('operators choose the versions of their servers, and what they make passes restricted pod security', () => {
  const operators = parse(render('platform', '--set', 'mode=operators'));
  const kind = name => operators.find(one => one.kind === name).spec;
  assert.equal(kind('Kafka').kafka.version, undefined);
  assert.equal(kind('InnoDBCluster').version, undefined);
  assert.equal(parse(render('platform', '--set', 'mode=operators', '--set', 'kafka.version=4.3.1')).find(one => one.kind === 'Kafka').spec.kafka.version, '4.3.1');
  const profile = { type: 'RuntimeDefault' };
  for (const template of [kind('KafkaNodePool').template, kind('Kafka').entityOperator.template]) {
    assert.deepEqual(template.pod.securityContext, { runAsNonRoot: true, seccompProfile: profile });
    for (const [name, { securityContext }] of Object.entries(template).filter(([key]) => key !== 'pod')) {
      assert.deepEqual(securityContext, { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }, name);
    }
  }
  const mysql = kind('InnoDBCluster');
  assert.equal(mysql.datadirPermissions.setRightsUsingInitContainer, false);
  for (const { securityContext } of [mysql.podSpec, mysql.router.podSpec]) assert.deepEqual(securityContext.seccompProfile, profile);
});

test('a migration that the database refuses ends the release at once, and says why', () => {
  const jobs = parse(render('food-delivery')).filter(one => one.kind === 'Job');
  assert.equal(jobs.length, 7);
  for (const { metadata, spec } of jobs) {
    assert.equal(metadata.annotations['helm.sh/hook-output-log-policy'], 'hook-failed', metadata.name);
    const [rule] = spec.podFailurePolicy.rules;
    assert.equal(rule.action, 'FailJob');
    // Migrator.RefusedExitCode
    assert.deepEqual(rule.onExitCodes, { containerName: spec.template.spec.containers[0].name, operator: 'In', values: [3] });
  }
});

test('what an uninstall would leave behind is removed with its phase', () => {
  for (const { kind, metadata } of parse(render('food-delivery'))) {
    if (metadata.annotations?.['helm.sh/hook']?.includes('install')) assert.match(metadata.annotations['helm.sh/hook-delete-policy'], /hook-succeeded/, `${kind} ${metadata.name}`);
  }
});
