/** Members, newsletters, events and webhooks as Ghost 5.130 writes them. */
import type { Event, GhostStore, Label, Member, Newsletter, Webhook } from './store.ts';

type Shape = Record<string, unknown>;

/** Ghost's times: whole seconds with three zeros. */
export function ghostTime(ms: number | null): string | null {
  return ms === null ? null : new Date(Math.floor(ms / 1000) * 1000).toISOString();
}

function label(one: Label): Shape {
  return {
    id: one.id,
    name: one.name,
    slug: one.slug,
    created_at: ghostTime(one.createdAtMs),
    updated_at: ghostTime(one.createdAtMs),
  };
}

function openRate(member: Member): number | null {
  // Ghost gives a rate from the fifth e-mail on.
  return member.emailCount < 5 ? null : Math.round((member.emailOpenedCount / member.emailCount) * 100);
}

/** A member as webhooks show it, and the start of what the API shows. */
export function webhookMember(member: Member): Shape {
  return {
    id: member.id,
    uuid: member.uuid,
    email: member.email,
    name: member.name,
    note: member.note,
    geolocation: null,
    subscribed: member.newsletters.length > 0,
    created_at: ghostTime(member.createdAtMs),
    updated_at: ghostTime(member.updatedAtMs),
    labels: member.labels.map(label),
    subscriptions: [],
    avatar_image: null,
    comped: false,
    email_count: member.emailCount,
    email_opened_count: member.emailOpenedCount,
    email_open_rate: openRate(member),
    status: 'free',
    last_seen_at: ghostTime(member.lastSeenAtMs),
    newsletters: member.newsletters.map(newsletterStub),
  };
}

export function newsletterStub(newsletter: Newsletter): Shape {
  return { id: newsletter.id, name: newsletter.name, description: newsletter.description, status: 'active' };
}

const attribution = {
  id: null,
  type: null,
  url: null,
  title: null,
  referrer_source: 'Integration: gateway',
  referrer_medium: 'Admin API',
  referrer_url: null,
};

/** A member in a list; alone (`single`) it has attribution and tiers as well. */
export function member(store: GhostStore, one: Member, origin: string, single: boolean): Shape {
  const { newsletters, ...rest } = webhookMember(one);
  return {
    ...rest,
    ...(single ? { attribution } : {}),
    unsubscribe_url: `${origin}/unsubscribe/?uuid=${one.uuid}&key=${store.unsubscribeKey(one.uuid)}`,
    ...(single ? { tiers: [] } : {}),
    email_suppression: one.suppression
      ? { suppressed: true, info: { reason: one.suppression.reason, timestamp: ghostTime(one.suppression.atMs) } }
      : { suppressed: false, info: null },
    newsletters,
  };
}

/** A member cut to `fields`; what Ghost computes stays. */
export function only(shape: Shape, fields: readonly string[] | undefined): Shape {
  if (!fields) return shape;
  const kept = [
    'avatar_image',
    'comped',
    'email_suppression',
    'labels',
    'newsletters',
    'subscribed',
    'subscriptions',
    'unsubscribe_url',
    ...fields,
  ];
  return Object.fromEntries(Object.entries(shape).filter(([name]) => kept.includes(name)));
}

/** A newsletter; `members` adds the count. */
export function newsletter(one: Newsletter, members: number | null = null): Shape {
  return {
    id: one.id,
    uuid: one.uuid,
    name: one.name,
    description: one.description,
    feedback_enabled: false,
    slug: one.slug,
    sender_name: null,
    sender_email: null,
    sender_reply_to: 'newsletter',
    status: 'active',
    visibility: 'members',
    subscribe_on_signup: true,
    sort_order: one.sortOrder,
    header_image: null,
    show_header_icon: true,
    show_header_title: true,
    show_excerpt: false,
    title_font_category: 'sans_serif',
    title_alignment: 'center',
    show_feature_image: true,
    body_font_category: 'sans_serif',
    footer_content: null,
    show_badge: true,
    show_header_name: one.sortOrder > 0,
    show_post_title_section: true,
    show_comment_cta: true,
    show_subscription_details: false,
    show_latest_posts: false,
    background_color: 'light',
    post_title_color: null,
    created_at: ghostTime(one.createdAtMs),
    updated_at: ghostTime(one.updatedAtMs),
    button_corners: 'rounded',
    button_style: 'fill',
    title_font_weight: 'bold',
    link_style: 'underline',
    image_corners: 'square',
    header_background_color: 'transparent',
    section_title_color: null,
    divider_color: null,
    button_color: 'accent',
    link_color: 'accent',
    ...(members === null ? {} : { count: { members } }),
  };
}

function eventMember(one: Member): Shape {
  return { id: one.id, uuid: one.uuid, name: one.name, email: one.email, avatar_image: null };
}

function email(store: GhostStore, id: string): Shape {
  const sent = store.emails.get(id)!;
  return {
    id: sent.id,
    post_id: sent.id,
    uuid: store.uuid(sent.id),
    status: 'submitted',
    recipient_filter: 'all',
    error: null,
    error_data: null,
    email_count: 0,
    delivered_count: 0,
    opened_count: 0,
    failed_count: 0,
    subject: sent.subject,
    from: 'noreply@marketing.example.com',
    reply_to: null,
    html: `<p>${sent.subject}</p>`,
    plaintext: sent.subject,
    source: null,
    source_type: 'html',
    track_opens: true,
    track_clicks: true,
    feedback_enabled: false,
    submitted_at: ghostTime(sent.sentAtMs),
    newsletter_id: sent.newsletterId,
    created_at: ghostTime(sent.sentAtMs),
    updated_at: null,
  };
}

/** An event of the members' timeline. */
export function event(store: GhostStore, one: Event, origin: string): Shape {
  const owner = store.members.get(one.memberId)!;
  const created_at = ghostTime(one.atMs);
  const base = { id: one.id, created_at, member_id: one.memberId };
  switch (one.type) {
    case 'signup_event':
      return {
        type: one.type,
        data: {
          ...base,
          attribution_id: null,
          attribution_type: null,
          attribution_url: null,
          referrer_source: attribution.referrer_source,
          referrer_medium: attribution.referrer_medium,
          referrer_url: null,
          source: one.source,
          member: eventMember(owner),
          attribution,
        },
      };
    case 'newsletter_event': {
      const about = store.newsletters.find(({ id }) => id === one.newsletterId)!;
      return {
        type: one.type,
        data: {
          ...base,
          subscribed: one.subscribed,
          source: one.source,
          newsletter_id: about.id,
          newsletter: newsletter(about),
          member: eventMember(owner),
        },
      };
    }
    case 'click_event': {
      const sent = store.emails.get(one.emailId)!;
      const post = {
        id: sent.id,
        uuid: store.uuid(sent.id),
        title: sent.subject,
        url: `${origin}/p/${store.uuid(sent.id)}/`,
      };
      const link = { from: `/r/${sent.id.slice(-8)}`, to: 'https://shop.example.com/?ref=newsletter' };
      return { type: one.type, data: { post, link, member: eventMember(owner), created_at, id: one.id } };
    }
    case 'aggregated_click_event':
      return { type: one.type, data: { ...base, member: eventMember(owner), count: { clicks: one.clicks } } };
    default:
      return { type: one.type, data: { ...base, member: eventMember(owner), email: email(store, one.emailId) } };
  }
}

/** A webhook; `secret` is shown as it was given, as Ghost does. */
export function webhook(one: Webhook, integrationId: string): Shape {
  return {
    id: one.id,
    event: one.event,
    target_url: one.targetUrl,
    api_version: 'v5.130',
    integration_id: integrationId,
    created_at: ghostTime(one.createdAtMs),
    updated_at: ghostTime(one.createdAtMs),
    name: one.name,
    secret: one.secret,
    last_triggered_at: ghostTime(one.lastTriggeredAtMs),
    last_triggered_status: one.lastTriggeredStatus,
    last_triggered_error: one.lastTriggeredError,
  };
}
