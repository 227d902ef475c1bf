//! Signatures over the bytes `appraise` made with OpenSSL, weak and odd ones among them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use cursor::Limits;

use super::{Failure, Method, PublicKey};
use crate::hash::Hash;

const RSA_1024: &str = concat!(
    "30819f300d06092a864886f70d010101050003818d0030818902818100df1f87dc9bdeec7e453a11a96789e9",
    "f383a37d2443ad5e682f5d64a3353e0984df8bcfdbeb15721e33f7cd7ebb51a0536e39e1c090d6a2ca6c1787",
    "3d5ab99e2b6bced7a85926b1394265d5c8d62eafbf78342cf41d0cd882cac606937fd3508901282897495eb0",
    "0dd29b2d18c710933113dd2ee16fcfdf8911af214dc69990370203010001",
);
const RSA_SHA256: &str = concat!(
    "ab93777de378f91de7a377fd11da092f39eb2f6b398b7edf460a7679bde55fb8a2d26836bbf4e4e503ac070b",
    "591b8cf9a1be68c1bdf8a06dfd94ba36f3b231c1682e1c3eaa6fce1aaf18a9c0052016e0bd12ae79680de558",
    "3c543a2c66c9cc32ad64159c6f36d7a55597c8883d3163fb7fd0938ba4fffd98194db0ca8f711032",
);
const RSA_MD5: &str = concat!(
    "30c878e2426cf1de861dbc2c0406263634bd3fd7d6402011ad3c55277350f7a24f35c2ab1e49d94354450e2a",
    "952690e8535095bbb4e60622d67d9ce5ee7c699de1f190e796d12c7a1fbee4ffa9db33e2668b93a6038b7668",
    "2b2c4c1de372535737b9860c4f14838d1d81bcfdb9f1aed4c7227abeae3df524e7d8280e571909ae",
);
const RSA_PSS_SHA256: &str = concat!(
    "4df974f508ccecfc2abec75d4c113324f0b1781cc8a2a704a4d6d7e20c0b1b62a3702743bbcfbe52d79eb7b7",
    "5933f6abbf2a7423dda1bf7e5746e31f8699b5fd4e4e8b8d581fac77bd03682123c98daef889e3e962da2bc1",
    "0269777759ad678718dc91680b092c235cb81cec2e09c6d49dbf4dcd5f2333da3166a03baaac5be7",
);
const DSA_1024: &str = concat!(
    "308201bf3082013306072a8648ce3804013082012602818100875b7acb093f3f3284666d1f760767913d8113",
    "526ab3b798d23c70e6a93f002cac3285454dc9d8a079728f66d9ccd939b5c814c6bd04e865046ec975da2a53",
    "13b4252807513c0a1ec78f8cf202c09982a9d9721d1bc539328bfdcc129ad1e4d833d75a4ce97f8a752d5565",
    "95f1ea299387bf57268052dd9180000bbd237e52cd021d00aa140216e70a6c740f416a7387b7a37fc83c05b1",
    "fe059d43f77becdb0281806dbd9b059a0977a02c39658e4939ecc037c8d538af00e93f5cf7925c243755afd7",
    "4f96a65c6a0ffadc211cbc85dadfcc2a4d4ecc89da2f521fe020ea140f077528400f556d5cd0cd2d6d3dd3fa",
    "b18dae321d78d86e4f970244dd168837c675415d93e35fdd23bce0c5ed7a5073b24d65b18e99d213049bbab5",
    "bb5865b3f3b1e203818500028181008626535e5e0dfa0c2e932546538c2fbbd4483ca347a5dde8834b8faee4",
    "ff7da469d1a5e991e4ee7a62d21a07bc9492d9ca1d98f655954c1b391fcc1ed674634bbedc4058c1431b9399",
    "3b3922e51891661e89c51f8fe8dc62e9253e6c751898370eedd2a9ff219d4a83c7fe5cce459c70dda8f3dfea",
    "c5d85b63b1bda9ed2fdb17",
);
const DSA_SHA1: &str = concat!(
    "303c021c544b23a9b5506ceb6e688081c3903c912d83eafbecd6b4b350ff3a8d021c0b4ff061fb1b5eca4f7d",
    "3dd84ec862ab787d11cb50369791179a482b",
);
const EC_P521: &str = concat!(
    "30819b301006072a8648ce3d020106052b8104002303818600040068b1236a9b0f4f59b5a99a20a121344e15",
    "b218a88ff1885c4faeda596e1bfd073e13d8a83575b3649e898e9ab2d1eb350e690ff2deb40421e718d51477",
    "b74352800127e6ecafd7f2fa1f3d77670d3cbc7ebd10048103fbeafbf649564e9e0b419f989f2c5af02fd345",
    "c63fe0419970e2023eb9450d7e7def2b51681f5301d930bec407",
);
const ECDSA_SHA1: &str = concat!(
    "30818702410fc18203e048acdc633f19092c61c895df8c5e5a61454d46111937ca7c8f921b6d3b69211111d5",
    "0f23e96cfaaabebed105677fe77dba2aad688b370611cb1d201e0242015783feacf0e45d63261338607eb659",
    "c89d4b36f740f202b90651ce04e17d72da67fb83275d1aaf26fba096df8db02bcb14c5b09636ac8f16a16a37",
    "ba86c5d73bd9",
);

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

const VECTORS: [(&str, Method, Hash, &str); 5] = [
    (RSA_1024, Method::RsaPkcs1, Hash::Sha256, RSA_SHA256),
    (RSA_1024, Method::RsaPkcs1, Hash::Md5, RSA_MD5),
    (RSA_1024, Method::RsaPss, Hash::Sha256, RSA_PSS_SHA256),
    (DSA_1024, Method::Dsa, Hash::Sha1, DSA_SHA1),
    (EC_P521, Method::Ecdsa, Hash::Sha1, ECDSA_SHA1),
];

#[test]
fn signatures_of_openssl_verify() {
    for (key, method, hash, signature) in VECTORS {
        let key = PublicKey::parse(&bytes(key), 0, &Limits::default()).unwrap();
        let signature = bytes(signature);
        assert_eq!(
            key.verify(method, hash, &[b"app", b"raise"], &signature),
            Ok(true),
            "{method:?} {hash:?}"
        );
        assert_eq!(key.verify(method, hash, &[b"appraisal"], &signature), Ok(false), "{method:?} {hash:?}");
        assert_ne!(key.verify(method, Hash::Sha384, &[b"appraise"], &signature), Ok(true));
    }
}

#[test]
fn every_changed_byte_of_a_signature_is_noticed() {
    for (key, method, hash, signature) in VECTORS {
        let key = PublicKey::parse(&bytes(key), 0, &Limits::default()).unwrap();
        let signature = bytes(signature);
        for index in 0..signature.len() {
            let mut forged = signature.clone();
            forged[index] ^= 1;
            assert_ne!(
                key.verify(method, hash, &[b"appraise"], &forged),
                Ok(true),
                "{method:?} byte {index}"
            );
        }
    }
}

#[test]
fn a_key_of_another_kind_is_no_match() {
    let key = PublicKey::parse(&bytes(RSA_1024), 0, &Limits::default()).unwrap();
    assert!(matches!(key.verify(Method::Dsa, Hash::Sha1, &[], &[]), Err(Failure::Key(_))));
    assert!(key.kind_differs(Method::Ecdsa) && !key.kind_differs(Method::RsaPss));
}
