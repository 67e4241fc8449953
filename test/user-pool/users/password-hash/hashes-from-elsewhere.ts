/** What all of these are hashes of. */
export const password = "Correct horse 7!";

/**
 * One of each kind, at little cost, made by others: bcrypt and argon2 by the command line of their libraries, scrypt and PBKDF2 by Python's
 * hashlib.
 */
export const hashesFromElsewhere: Readonly<Record<string, string>> = {
  "bcrypt $2a$": "$2a$04$IkfMs9C6er8z98pUz8Yi9OzQvumuGnyQuMtSTDqZmEEqexL2zu5.u",
  "bcrypt $2b$": "$2b$04$kcsXfoa1LqdeS4SRWsFNmuva5WBxIvhraVzm6AR.9gYuiiEg6rDmq",
  "bcrypt $2y$": "$2y$04$ykHuYtGByM0qkJ96AxATBectp5CbUPtYpe/Zu9NZ3aqqwnLTa9TPi",
  scrypt: "$scrypt$ln=4,r=8,p=1$c2l4dGVlbiBieXRlcyAuLg$aMJV9Bc5aek1QwGKrxjkLH7AXWFK7BF5NMaqubCbO6Y",
  "PBKDF2 with SHA-1": "$pbkdf2-sha1$i=1000$c2l4dGVlbiBieXRlcyAuLg$LjFkGjJN1Ze0eHPZdIKpildhzDs",
  "PBKDF2 with SHA-256": "$pbkdf2-sha256$i=1000$c2l4dGVlbiBieXRlcyAuLg$JSNfhRBsEBm4PEda1Wj8tx93ggiU2MBJCSTJEUAoCDc",
  "PBKDF2 with SHA-512":
    "$pbkdf2-sha512$i=1000$c2l4dGVlbiBieXRlcyAuLg$tVar8W9q68pUpYU/dfjlcEELbUA+bYWrXplWh917Njd/knDdqZHqY7HDsZYDhnhgsfeA+1Pw78jttpEkhxmmvQ",
  "PBKDF2 that names its length": "$pbkdf2-sha256$i=1000,l=32$c2l4dGVlbiBieXRlcyAuLg$JSNfhRBsEBm4PEda1Wj8tx93ggiU2MBJCSTJEUAoCDc",
  "PBKDF2 of passlib": "$pbkdf2-sha256$1000$X.zrZv/IbzjZUnhsbWlseQ$apZTlvKFAnHUXZ1tg7dDMYhsOBQR.77J87jVJOLJTuM",
  "PBKDF2 of passlib with SHA-1": "$pbkdf2$1000$X.zrZv/IbzjZUnhsbWlseQ$ux.aZseuQiRyW55uRlxe.AsIQWk",
  argon2d: "$argon2d$v=19$m=8,t=1,p=1$qAU63mrV5hbYuBETFX4Xhg$GHU8p9lxz4O8DkA8PXu5635ZzBYJf57MjT8LWDi6st0",
  argon2i: "$argon2i$v=19$m=8,t=1,p=1$EFvg8JEZn77lyGI1W2rMig$xeqweXWetKk0/H12ow6yxSXsUR6fygB/93lnnP11JiE",
  "argon2id of version 16": "$argon2id$v=16$m=8,t=1,p=1$gIitkJU5hb+iAfcr3cPx2A$nqZc4kMu+4ccL6tGG4K2bzgU0liSykSM3KZg4bjPXXM",
  "argon2id that names no version": "$argon2id$m=8,t=1,p=1$gIitkJU5hb+iAfcr3cPx2A$nqZc4kMu+4ccL6tGG4K2bzgU0liSykSM3KZg4bjPXXM",
  "argon2id of other costs": "$argon2id$v=19$m=16,t=1,p=1$AyZOjZmCeoZRb3g990+niQ$LblROPPQjTd2MaZQZ7tZGLxL1SMHhkMrbgT4ZX9oPPU",
};

export const bcryptHash: string = hashesFromElsewhere["bcrypt $2b$"] ?? "";
