//! Android binary XML and compiled resources
