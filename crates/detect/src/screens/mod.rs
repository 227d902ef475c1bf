//! What screens give away: to screenshots, to windows above them, to the keyboard and to the lock screen.

mod input;
mod notification;
mod overlay;
mod secure_flag;
mod sensitive;

/// Every detector for screens.
pub(crate) const ALL: &[&dyn crate::Detector] =
    &[&input::LearnedInput, &notification::PublicNotification, &overlay::Overlay, &secure_flag::SecureFlag];
