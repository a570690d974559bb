// What must hold of every pod and every object that the charts make. A rule answers with a sentence for each thing that breaks it.

/** The pods that a manifest makes: name, labels, specification, and whether they stay. */
export function podsOf(manifest) {
  const template = { Pod: manifest, Deployment: manifest.spec?.template, StatefulSet: manifest.spec?.template, Job: manifest.spec?.template }[manifest.kind];
  if (!template) return [];
  return [{ name: `${manifest.kind}/${manifest.metadata.name}`, labels: template.metadata?.labels ?? {}, spec: template.spec, stays: ['Deployment', 'StatefulSet'].includes(manifest.kind), manifest }];
}

const containers = pod => [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
const eachPod = rule => manifests => manifests.flatMap(podsOf).flatMap(pod => [rule(pod)].flat().filter(Boolean).map(text => `${pod.name}: ${text}`));
const eachContainer = rule => eachPod(pod => containers(pod).map(container => rule(container, pod)));

// The public network may be open, for browsers' push services; what is inside may not.
const exceptPrivate = ({ except = [] }) => ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'].every(network => except.includes(network));

export const rules = {
  'pods are restricted: no root, no escalation, no capabilities, the default seccomp profile': eachPod(pod => [
    pod.spec.securityContext?.runAsNonRoot !== true && 'may run as root',
    !(pod.spec.securityContext?.runAsUser > 0) && 'has no account by number',
    pod.spec.securityContext?.seccompProfile?.type !== 'RuntimeDefault' && 'has no seccomp profile',
    (pod.spec.hostNetwork || pod.spec.hostPID || pod.spec.hostIPC) && 'shares namespaces of the host',
    (pod.spec.volumes ?? []).some(volume => volume.hostPath) && 'mounts a folder of the host',
    ...containers(pod).flatMap(({ name, securityContext: security }) => [
      security?.allowPrivilegeEscalation !== false && `container ${name} may gain privileges`,
      !(security?.capabilities?.drop ?? []).includes('ALL') && `container ${name} keeps capabilities`,
      (security?.capabilities?.add ?? []).length > 0 && `container ${name} adds capabilities`,
    ]),
  ]),
  // Kafka's image writes its configuration into itself.
  'the root file system is read-only': eachContainer((container, pod) => pod.name !== 'StatefulSet/kafka' && container.securityContext?.readOnlyRootFilesystem !== true && `container ${container.name} can write to its image`),
  'pods have no token of the API': eachPod(pod => pod.spec.automountServiceAccountToken !== false && 'mounts a token'),
  'memory is requested and limited, processor time is not limited': eachContainer(({ name, resources: { requests, limits } = {} }) => [
    (!requests?.memory || !requests?.cpu) && `container ${name} requests too little to be placed`,
    requests?.memory !== limits?.memory && `container ${name} may be killed for memory that it was promised`,
    limits?.cpu && `container ${name} is held back`,
  ].find(Boolean)),
  'what stays is probed': eachPod(pod => pod.stays && pod.spec.containers.flatMap(container =>
    ['startupProbe', 'livenessProbe', 'readinessProbe'].filter(probe => !container[probe]).map(probe => `container ${container.name} has no ${probe}`))),
  'liveness never asks for readiness, which depends on a database': eachPod(pod => pod.spec.containers.flatMap(({ name, livenessProbe, startupProbe }) =>
    [livenessProbe, startupProbe].some(probe => probe?.httpGet?.path === '/readyz') && `container ${name} is restarted when a dependency is away`)),
  'a Deployment goes on answering while it is told to go, and has the time to': eachPod(pod => pod.manifest.kind === 'Deployment' && !pod.name.endsWith('/simulator') && [
    pod.spec.containers.some(container => !(container.lifecycle?.preStop?.sleep?.seconds >= 5)) && 'stops before everybody knows',
    !(pod.spec.terminationGracePeriodSeconds >= 40) && 'is killed while it finishes',
    pod.manifest.spec.strategy?.rollingUpdate?.maxUnavailable !== 0 && 'goes below its number while it is replaced',
  ]),
  'no value of a secret stands in a manifest': manifests => [
    ...manifests.filter(manifest => manifest.kind === 'Secret').map(manifest => `Secret/${manifest.metadata.name} is made from values`),
    ...manifests.flatMap(podsOf).flatMap(pod => containers(pod).flatMap(container => (container.env ?? [])
      .filter(({ name, value }) => typeof value === 'string' && (/(password|secret|apikey|encryptionkey|token)/i.test(name) || /password="?(?!["$])|password="?\$(?!\()/i.test(value)))
      .map(({ name }) => `${pod.name}: ${name} has a literal value`))),
  ],
  'a setting refers only to what stands before it': eachContainer(({ env = [] }) => env.flatMap(({ value }, i) => [...String(value ?? '').matchAll(/\$\(([^)]*)\)/g)]
    .filter(([, name]) => !env.slice(0, i).some(one => one.name === name)).map(([, name]) => `$(${name}) is taken literally`))[0]),
  'every pod of ours is selected by a policy for both directions': manifests => {
    const policies = manifests.filter(manifest => manifest.kind === 'NetworkPolicy');
    return manifests.flatMap(podsOf).filter(pod => !policies.some(policy => ['Ingress', 'Egress'].every(type => policy.spec.policyTypes?.includes(type)) && selects(policy.spec.podSelector, pod.labels)))
      .map(pod => `${pod.name}: no policy denies by default`);
  },
  'no policy opens to everybody, the gateway aside': manifests => manifests.filter(manifest => manifest.kind === 'NetworkPolicy' && manifest.metadata.name !== 'gateway')
    .flatMap(policy => [...(policy.spec.ingress ?? []).map(rule => rule.from), ...(policy.spec.egress ?? []).map(rule => rule.to)]
      .filter(peers => !peers || peers.length === 0 || peers.some(peer => Object.keys(peer).length === 0 || (peer.ipBlock?.cidr === '0.0.0.0/0' && !exceptPrivate(peer.ipBlock))))
      .map(() => `NetworkPolicy/${policy.metadata.name}: a rule without peers`)),
  'selectors hold no version': manifests => manifests.filter(manifest => manifest.spec?.selector?.matchLabels)
    .filter(manifest => Object.keys(manifest.spec.selector.matchLabels).some(label => /version|chart|instance/.test(label))).map(manifest => `${manifest.kind}/${manifest.metadata.name}: an upgrade could not change its selector`),
  'several replicas have a budget, a single one has none': manifests => {
    const budgets = new Set(manifests.filter(manifest => manifest.kind === 'PodDisruptionBudget').map(manifest => manifest.metadata.name));
    const scaled = new Map(manifests.filter(manifest => manifest.kind === 'HorizontalPodAutoscaler').map(manifest => [manifest.metadata.name, manifest.spec.minReplicas]));
    return manifests.filter(manifest => manifest.kind === 'Deployment').flatMap(({ metadata: { name }, spec }) => {
      const replicas = scaled.get(name) ?? spec.replicas;
      return replicas > 1 && !budgets.has(name) ? [`Deployment/${name}: a drained node may take all of it`]
        : replicas === 1 && budgets.has(name) ? [`Deployment/${name}: its node can never be drained`] : [];
    });
  },
  'images have a tag that is not latest, or a digest': eachContainer(({ image }) => !/@sha256:|:(?!latest$)[\w.-]+$/.test(image) && `image ${image} may change under its name`),
  'migrations run before the release, as jobs': manifests => manifests.filter(manifest => manifest.kind === 'Job' && manifest.metadata.name.endsWith('-migrate'))
    .filter(job => job.metadata.annotations?.['helm.sh/hook'] !== 'pre-install,pre-upgrade').map(job => `Job/${job.metadata.name}: runs too late`),
};

function selects(selector, labels) {
  return Object.entries(selector.matchLabels ?? {}).every(([name, value]) => labels[name] === value)
    && (selector.matchExpressions ?? []).every(({ key, operator, values }) => operator === 'In' && values.includes(labels[key]));
}
