import type { Plain } from '../provisioning/yaml.ts';

export interface MailOptions {
  /** host:port of the mail server. */
  readonly smarthost: string;
  readonly from: string;
  /** Addresses. */
  readonly to: readonly string[];
  /** False for a server on this machine that has no certificate. Default: true. */
  readonly requireTls?: boolean;
  /** Who signs in; the password lies in a file that Alertmanager reads. Default: nobody signs in. */
  readonly login?: { readonly user: string; readonly passwordFile: string };
}

/**
 * Everything goes by mail: what is critical at once and again each hour, the rest in groups and twice a day.
 * https://prometheus.io/docs/alerting/latest/configuration/
 */
export function alertmanagerConfiguration(mail: MailOptions): Plain {
  return {
    global: {
      smtp_smarthost: mail.smarthost,
      smtp_from: mail.from,
      smtp_require_tls: mail.requireTls ?? true,
      smtp_auth_username: mail.login?.user,
      smtp_auth_password_file: mail.login?.passwordFile,
    },
    route: {
      receiver: 'mail',
      group_by: ['alertname', 'stage', 'model'],
      group_wait: '1m',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        {
          receiver: 'critical-mail',
          matchers: ['severity="critical"'],
          group_wait: '10s',
          repeat_interval: '1h',
        },
      ],
    },
    // A stack that does not answer is the reason for what its metrics lack.
    inhibit_rules: [
      {
        source_matchers: ['alarm="service-down"'],
        target_matchers: ['alarm=~".+"', 'alarm!="service-down"'],
      },
    ],
    receivers: [
      { name: 'mail', email_configs: mail.to.map((to) => emailTo(to)) },
      { name: 'critical-mail', email_configs: mail.to.map((to) => emailTo(to, { 'X-Priority': '1' })) },
    ],
  };
}

function emailTo(to: string, headers: Readonly<Record<string, string>> = {}): Plain {
  return { to, send_resolved: true, headers: { Subject: SUBJECT, ...headers } };
}

const SUBJECT =
  '[{{ .Status }}] {{ .CommonLabels.alarm }}{{ with .CommonLabels.model }} of {{ . }}{{ end }}: {{ .CommonAnnotations.summary }}';
