import type { Plain } from '../../provisioning/yaml.ts';

/** A contact point that mails, through the server of Grafana's own settings (GF_SMTP_HOST, …). */
export function contactPoint(addresses: readonly string[]): Plain {
  const settings = { addresses: addresses.join(';'), singleEmail: true };
  return {
    apiVersion: 1,
    contactPoints: [
      { orgId: 1, name: 'weir-mail', receivers: [{ uid: 'weir-mail', type: 'email', settings }] },
    ],
  };
}

/** Everything goes to it: what is critical again each hour, the rest twice a day. It replaces the policies there are. */
export function notificationPolicy(): Plain {
  return {
    apiVersion: 1,
    policies: [
      {
        orgId: 1,
        receiver: 'weir-mail',
        group_by: ['alertname', 'stage', 'model'],
        group_wait: '1m',
        group_interval: '5m',
        repeat_interval: '12h',
        routes: [
          {
            receiver: 'weir-mail',
            object_matchers: [['severity', '=', 'critical']],
            group_wait: '10s',
            repeat_interval: '1h',
          },
        ],
      },
    ],
  };
}
