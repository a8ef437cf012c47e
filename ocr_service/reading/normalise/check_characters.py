"""The alphabets and weights of numbers that carry a check character."""

from typing import Final

# GB 32100-2015: 31 characters without I, O, S, V, Z; weight 3^i mod 31; the weighted sum of all 18 is 0 mod 31.
USCC_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS: Final = (*(pow(3, i, 31) for i in range(17)), 1)
# GB 11643-1999 (ISO 7064 MOD 11-2): weight 2^(17-i) mod 11, X is 10; the weighted sum of all 18 is 1 mod 11.
IDENTITY_WEIGHTS: Final = tuple(pow(2, 17 - i, 11) for i in range(18))
