//! Where a conversation goes on.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares the listed channels with their stable names.
macro_rules! channels {
    ($($variant:ident $name:literal $doc:literal;)*) => {
        /// The channel of a conversation: the vocabulary of the source systems (products.md 2.1, 2.2,
        /// S25). A name that nobody listed is kept as [`Channel::Other`] and equals only itself, so
        /// that it belongs to no set of known channels. Serialized as its name.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum Channel {
            $(#[doc = $doc] $variant,)*
            /// A channel that the account made itself, by its number.
            Custom(u32),
            /// A name that is not listed, kept as it came.
            Other(OtherChannel),
        }

        impl Channel {
            /// The listed channels.
            pub const LISTED: &[Self] = &[$(Self::$variant),*];

            fn listed(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl fmt::Display for Channel {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant => f.write_str($name),)*
                    Self::Custom(number) => write!(f, "cch{number}"),
                    Self::Other(other) => f.write_str(other.name()),
                }
            }
        }
    };
}

channels! {
    Email "email" "E-mail, the one channel that the customer portal may answer by default (D18).";
    Web "web" "The help-center form.";
    Call "call" "A telephone call.";
    LiveChat "live_chat" "The chat of the site widget.";
    SiteRequest "site_request" "An offline application left on a site.";
    Sms "sms" "A text message.";
    Telegram "telegram" "Telegram.";
    TelegramBot "telegram_bot" "A Telegram bot.";
    WaChat "wa_chat" "WhatsApp, as Omnidesk names it.";
    Whatsapp "whatsapp" "WhatsApp.";
    WaBusiness "wa_business" "WhatsApp Business.";
    Viber "viber" "Viber.";
    Vkontakte "vkontakte" "VK wall and comments.";
    VkChat "vk_chat" "VK messages.";
    OkChat "ok_chat" "OK messages.";
    Facebook "facebook" "Facebook wall and comments.";
    FbChat "fb_chat" "Facebook messages.";
    InstagramPosts "instagram_posts" "Instagram comments.";
    InstagramChat "instagram_chat" "Instagram messages.";
    Twitter "twitter" "Twitter.";
    Skype "skype" "Skype.";
    Slack "slack" "Slack.";
    Mattermost "mattermost" "Mattermost.";
    Line "line" "LINE.";
    Zalo "zalo" "Zalo.";
    Avito "avito" "Avito.";
    AutoRu "auto_ru" "Auto.ru.";
    Cian "cian" "Cian.";
    Youscan "youscan" "A mention found by YouScan.";
    Idea "idea" "A proposal on the ideas board.";
}

/// A name that no listed and no custom [`Channel`] has. Made only by reading a channel from its name,
/// so that no listed channel can go by another value than its own:
///
/// ```compile_fail
/// use frontdesk_model::{Channel, OtherChannel};
/// let fooled = Channel::Other(OtherChannel("email".to_owned()));
/// ```
///
/// ```
/// use frontdesk_model::{Channel, OtherChannel};
/// assert_eq!(Channel::from_name("email"), Channel::Email);
/// let Channel::Other(pigeon) = Channel::from_name("pigeon_post") else { panic!() };
/// assert_eq!(pigeon.name(), "pigeon_post");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherChannel(String);

impl OtherChannel {
    /// The name as it came.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl Channel {
    /// Reads a name. `chat` is an old name of `live_chat`; `cch12` and `chh12` are custom channel 12.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        if name == "chat" {
            return Self::LiveChat;
        }
        if let Some(listed) = Self::listed(name) {
            return listed;
        }
        // Leading zeros or more digits than fit make another name, not the same channel.
        let custom = name
            .strip_prefix("cch")
            .or_else(|| name.strip_prefix("chh"));
        match custom.map(|digits| (digits, digits.parse::<u32>())) {
            Some((digits, Ok(number))) if number.to_string() == digits => Self::Custom(number),
            _ => Self::Other(OtherChannel(name.to_owned())),
        }
    }
}

impl From<String> for Channel {
    fn from(name: String) -> Self {
        Self::from_name(&name)
    }
}

impl From<Channel> for String {
    fn from(channel: Channel) -> Self {
        channel.to_string()
    }
}
