// Slack's own clients as an oracle for the local Slack: connect, answer a command, a click, a submission, open the home tab.
// Prints one JSON line for each thing that happened; ends when its standard input does.
const { WebClient } = require('@slack/web-api');
const { SocketModeClient } = require('@slack/socket-mode');
const { LogLevel } = require('@slack/logger');

const slackApiUrl = process.env.SLACK_API_URL;
const quiet = { logLevel: LogLevel.ERROR };
const web = new WebClient(process.env.SLACK_BOT_TOKEN, { slackApiUrl, ...quiet });
const socket = new SocketModeClient({
  appToken: process.env.SLACK_APP_TOKEN, clientOptions: { slackApiUrl }, clientPingTimeout: 500, // also its wait to reconnect
  ...quiet,
});
const tell = (what, detail) => console.log(JSON.stringify({ what, detail }));
const guard = (f) => async (event) => {
  try { await f(event); } catch (error) { tell('error', String(error.stack || error)); }
};

const plain = (text) => ({ type: 'plain_text', text });
const modal = (title, element) => ({
  type: 'modal', callback_id: 'profile', title: plain(title), submit: plain('Save'), close: plain('Not now'),
  blocks: [{ type: 'input', block_id: 'field', label: plain('Field of work'), element }],
});
const typing = { type: 'plain_text_input', action_id: 'field' };

socket.on('connected', () => tell('connected', ''));
socket.on('slash_commands', guard(async ({ body, ack }) => {
  await ack({ text: `You typed ${body.text}` });
  const sent = await web.chat.postMessage({
    channel: body.user_id, text: 'A partner for you',
    blocks: [{ type: 'actions', block_id: 'answer', elements: [
      { type: 'button', action_id: 'accept', text: plain('Accept'), value: '1' }] }],
    metadata: { event_type: 'invitation', event_payload: { duo: 1 } },
  });
  tell('posted', sent.ts);
}));
socket.on('interactive', guard(async ({ body, ack }) => {
  if (body.type === 'block_actions') {
    await ack();
    const opened = await web.views.open({ trigger_id: body.trigger_id, view: modal('Profile', typing) });
    tell('opened', opened.view.id);
    return;
  }
  const value = body.view.state.values.field.field.value;
  if (value === 'nothing') {
    await ack({ response_action: 'errors', errors: { field: 'There must be something.' } });
  } else {
    await ack({ response_action: 'update', view: modal('Thank you', typing) });
  }
  tell('submitted', value);
}));
socket.on('app_home_opened', guard(async ({ event, ack }) => {
  await ack();
  await web.views.publish({ user_id: event.user, view: {
    type: 'home', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'Welcome' } }] } });
  tell('published', event.user);
}));

(async () => {
  const auth = await web.auth.test();
  tell('auth', auth.user_id);
  const people = [];
  for await (const page of web.paginate('users.list', { limit: 2 })) people.push(...page.members.map((m) => m.id));
  tell('people', people.join(' '));
  const refused = await web.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }).catch((error) => error.data.error);
  tell('refused', refused);
  const { channel } = await web.conversations.open({ users: people.slice(-2).join(','), return_im: true });
  const first = await web.chat.postMessage({
    channel: channel.id, text: 'one', metadata: { event_type: 'sent', event_payload: { row: 1 } }, unfurl_links: false });
  await web.chat.update({ channel: channel.id, ts: first.ts, text: 'two' });
  await web.chat.postEphemeral({ channel: channel.id, user: people.at(-1), text: 'only you' });
  const { messages } = await web.conversations.history({
    channel: channel.id, oldest: first.ts, inclusive: true, include_all_metadata: true, limit: 5 });
  tell('history', `${messages.length} ${messages[0].text} ${messages[0].metadata.event_payload.row}`);
  await web.chat.delete({ channel: channel.id, ts: first.ts });
  const { members } = await web.conversations.members({ channel: channel.id });
  const info = await web.users.info({ user: members[0], include_locale: true });
  tell('member', `${info.user.name} ${info.user.locale} ${info.user.tz}`);
  await socket.start();
  process.stdin.resume();
  process.stdin.on('end', async () => { await socket.disconnect(); process.exit(0); });
})().catch((error) => { tell('error', String(error.stack || error)); process.exit(1); });
