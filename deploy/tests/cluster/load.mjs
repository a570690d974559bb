// Whole orders as a Job in the cluster, through the gateway: tests/Load, mode orders.
import { apply, kubectl, kubectlLater, restricted, until } from './kube.mjs';

/** Starts the load and answers once it orders; `ended` becomes what it counted, as text, and how it ended. */
export async function load({ name = 'load', seconds, rate = 1, customers = 32, drain = 90, repeat = false }) {
  kubectl('delete', 'job', name, '--ignore-not-found', '--wait=true');
  apply({
    apiVersion: 'batch/v1', kind: 'Job', metadata: { name },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'load' } },
        spec: {
          restartPolicy: 'Never', automountServiceAccountToken: false, enableServiceLinks: false, securityContext: restricted.pod,
          containers: [{
            name: 'load', image: 'fooddelivery/load:dev', imagePullPolicy: 'IfNotPresent', securityContext: restricted.container,
            args: ['orders', '--elsewhere', '--gateway', 'http://gateway', '--customers', `${customers}`, '--seconds', `${seconds}`, ...(rate ? ['--rate', `${rate}`] : []), '--drain', `${drain}`, ...(repeat ? ['--repeat'] : []), '--json', '/dev/termination-log'],
            resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
            volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
          }],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  });
  await until('the load orders', 120, async () => {
    // Before its container has started there is nothing to read.
    const said = await kubectlLater('logs', `job/${name}`).catch(() => '');
    if (JSON.parse(kubectl('get', 'job', name, '-o', 'json')).status.failed) throw new Error(`the load did not begin:\n${said}`);
    return /^(load|warm-up) /m.test(said);
  });
  return {
    ended: (async () => {
      await until('the load ends', seconds + drain + 120, () => {
        const { succeeded, failed } = JSON.parse(kubectl('get', 'job', name, '-o', 'json')).status;
        return succeeded || failed;
      });
      // What it counted is in the pod's status: the log of a pod that has ended may be gone with its node.
      const pod = JSON.parse(kubectl('get', 'pods', '-l', `job-name=${name}`, '-o', 'json')).items[0];
      const text = pod?.status.containerStatuses?.[0].state.terminated?.message ?? 'The pod of the load is gone.';
      return { text, good: Boolean(JSON.parse(kubectl('get', 'job', name, '-o', 'json')).status.succeeded) };
    })(),
  };
}

/** The report's last part: what went wrong, or that nothing did. It may be cut off at its end. */
export const verdict = text => text.slice(Math.max(0, text.indexOf('"verdict"')));

/** One number of the report. */
export const counted = (text, row, column = 'count') => Number(new RegExp(`"${row}": \\{[^}]*"${column}": (\\d+)`).exec(text)?.[1] ?? NaN);
