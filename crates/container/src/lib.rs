//! ZIP archives exactly as the Android platform reads them
