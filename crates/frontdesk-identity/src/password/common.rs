//! The commonest passwords of eight characters and more.
//!
//! Written for this crate from what is known of how people choose, with published lists of leaked
//! passwords (SecLists) at hand: "password" and its kin in the languages of the systems, the words of
//! offices and defaults, keyboards and numbers, what people love, watch and play. It is a copy of no
//! list and makes none superfluous: it refuses the worst where a host gives no list. Beside what every
//! such list begins with stand longer ones, since the shortest password has 15 characters where it
//! alone opens an account. What is nothing but a pattern is found by rule and need not stand here.

use std::sync::LazyLock;

use super::BlockedList;

/// All of them, as a host's own list is read.
pub(super) static COMMON: LazyLock<BlockedList> = LazyLock::new(|| all().collect());

pub(super) fn all() -> impl Iterator<Item = &'static str> {
    GROUPS
        .iter()
        .flat_map(|group| group.split_whitespace())
        .chain(PHRASES.iter().copied())
}

// typos: off
const GROUPS: &[&str] = &[
    // The word itself, and how people vary it.
    r#"
password password1 password2 password3 password! password1! password12 password123 password123!
password1234 password12345 password123456 password1234567 password12345678 password123456789
password01 password01! password2024 password2025 password2026 password@1 password@12 password@123
password@1234 password@2025 passw0rd passw0rd! passw0rd1 passw0rd1! passw0rd12 passw0rd123 p@ssword
p@ssword1 p@ssword12 p@ssword123 p@ssw0rd p@ssw0rd! p@ssw0rd1 p@ssw0rd12 p@ssw0rd123 p@ssw0rd1234
p@$$w0rd p@$$w0rd1 p@$$word pa$$word pa$$w0rd pa55word pa55w0rd passpass pass1234 pass12345
pass123456 pass@123 pass@1234 pass@12345 mypassword mypassword1 mypassword123 mypassword123456
newpassword newpassword1 newpassword123 oldpassword nopassword thepassword thepassword1
passwordpassword passwordpassword1 passwordistoolong passwordissecret passwordisstrong
thisismypassword thisismypassword1 thisisapassword thisisapassword1 thisisthepassword
thisisnotmypassword ihatepasswords ihatepasswords1 ihatepasswords! iforgotmypassword
idontknowmypassword wrongpassword incorrectpassword secretpassword secretpassword1 strongpassword
strongpassword1 strongpassword123 longpassword123 averylongpassword verylongpassword
verystrongpassword verysecurepassword securepassword securepassword1 securepassword123
defaultpassword defaultpassword1 temppassword temppassword1 temppassword123 temporarypassword
testpassword testpassword1 testpassword123 userpassword userpassword1 adminpassword adminpassword1
adminpassword123 rootpassword rootpassword123 masterpassword masterpassword1 drowssap drowssap1
"#,
    // Default and office words.
    r#"
changeme changeme1 changeme! changeme123 changeme123! changeme123456 changemenow changemeplease
pleasechangeme changepassword changeit letmein1 letmein! letmein123 letmein123456 letmeinplease
letmeinnow pleaseletmein letmeinletmein welcome1 welcome1! welcome12 welcome123 welcome123!
welcome1234 welcome12345 welcome@1 welcome@123 welcome01 welcome2024 welcome2025 welcome2026
welcometothejungle admin123 admin123! admin1234 admin12345 admin123456 admin12345678 admin123456789
admin@123 admin@1234 admin@12345 adminadmin adminadminadmin administrator administrator1
administrator12 administrator123 superadmin superuser supervisor1 operator1 operator12 operator123
operator1234 operator123456 support1 support12 support123 support1234 support123456 helpdesk
helpdesk1 helpdesk123 helpdesk123456 servicedesk servicedesk1 servicedesk123 customerservice
customerservice1 customersupport customersupport1 callcenter callcenter1 callcenter123 manager1
manager123 manager1234 manager123456 office123 company1 company123 company123456 internet internet1
computer computer1 computer123 computer123456 test1234 test12345 test123456 test@123 testtest
testing1 testing123 testing12345 testuser1 demo1234 demo@123 guest123 guest1234 user1234 user12345
user123456 login123 login1234 login123456 root1234 root12345 root123456 toor1234 secret12 secret123
secret1234 secret123456 topsecret topsecret1 topsecret123 server123 oracle123 qwerty@123 cisco123
microsoft microsoft1 microsoft123 windows1 windows10 facebook facebook1 facebook123 google123
samsung1 samsung123 linkedin minecraft minecraft1 minecraft123 whatever whatever1 whatever123
trustno1 trustnoone nothing1 anything something unknown1 security security1 security123 access123
access14 monday123 monday12 january1 january2025 february2025 spring2024 spring2025 spring2026
summer12 summer123 summer2023 summer2024 summer2025 summer2026 autumn2024 autumn2025 autumn2026
winter123 winter2023 winter2024 winter2025 winter2026 summer2025! winter2025! september september1
december november
"#,
    // Keyboards and numbers that no rule of the patterns finds.
    r#"
abc12345 abc123456 abc1234567 abc123abc abcd1234 abcd12345 abcd123456 abcd@1234 abc@1234 a1234567
a12345678 a123456789 aa123456 aa12345678 aa123456789 1234567a 12345678a 123456789a 1234abcd 1234qwer
qwer1234 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty1234567 qwerty12345678
qwerty123456789 qwerty1234567890 qwerty1! qwerty123! qwertyqwerty qwe12345 qweqweqwe qweasd123
qweasdzxc123 asd12345 asdf1234 asdfasdf asdf12345 asdfgh123 asdfghjkl1 asdfghjkl123 asdfghjkl123456
zxcvbnm1 zxcvbnm123 zxcvbnm123456 zxcv1234 azerty123 azerty1234 azerty12345 azerty123456
azertyuiop123 1q2w3e4r 1q2w3e4r! 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx
1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qaz@wsx 1qaz!qaz zaq12wsx zaq1zaq1 zaq1xsw2 q1w2e3r4 q1w2e3r4t5
q1w2e3r4t5y6 12qwaszx 123qwe123 123qweasd 123qweasdzxc 123qweasdzxc123 qazwsxedc qazwsx123
qazwsxedcrfv qazwsxedcrfvtgb 147258369 159357456 159753456 31415926 3141592653 314159265358979
11235813 1123581321 112358132134558 27182818 271828182845904 4815162342 48151623420 1029384756
102938475610293 0987654321a 123123123a 1111aaaa 12345qwert 12345asdf 1234554321 123456654321
1234567887654321 1234567890987654321 12344321 11223344 1122334455 112233445566 11223344556677
112233445566778 1122334455667788 121212123 10203040 1020304050 102030405060 102030405060708 19841984
19871987 20002000 20202020 20242024 20252025 123456aa 123456ab 123456abc 123456abcd 123456789abc
123456789qwe 123456789qwerty 1234567890qwe 1234567890qwerty 1234567890abc
"#,
    // What people love, watch and play.
    r#"
iloveyou iloveyou1 iloveyou2 iloveyou! iloveyou12 iloveyou123 iloveyou1234 iloveyou123456
iloveyousomuch iloveyouforever iloveyoualways iloveyouiloveyou iloveyoubaby iloveyou3000
iloveyouverymuch ilovemyself ilovemylife ilovemyfamily ilovemymother ilovemychildren ilovemydog
ilovemycat ilovejesus ilovejesuschrist ilovechocolate loveyou1 loveme123 lovelove lovelife
loveislove love1234 loveforever truelove1 sunshine sunshine1 sunshine12 sunshine123 sunshine123456
princess princess1 princess12 princess123 princess123456 football football1 football12 football123
football123456 baseball baseball1 baseball12 baseball123 basketball basketball1 basketball123
softball volleyball soccer123 superman superman1 superman123 batman123 batman1234 spiderman
spiderman1 spiderman123 starwars starwars1 starwars123 startrek startrek1 startrekvoyager pokemon1
pokemon123 pokemon123456 dragonball dragonballz harrypotter harrypotter1 harrypotter123
lordoftherings gameofthrones winteriscoming winteriscoming1 maytheforcebewithyou youshallnotpass
hakunamatata supercalifragilisticexpialidocious expectopatronum abracadabra abracadabra1 opensesame
opensesame1 shadow123 shadow1234 monkey123 monkey1234 monkey123456 dragon123 dragon1234 dragon123456
master123 master1234 master123456 michael1 michael123 michelle michelle1 jennifer jennifer1 jessica1
jessica123 jonathan jonathan1 christian christian1 christopher christopher1 alexander alexander1
alexandra elizabeth elizabeth1 victoria victoria1 samantha samantha1 nicholas nicholas1 benjamin
benjamin1 charlie1 charlie123 charlotte charlotte1 danielle danielle1 anthony1 matthew1 patrick1
william1 daniel123 george123 jordan23 thomas123 ashley123 andrew123 mustang1 corvette mercedes
mercedes1 ferrari1 porsche911 chevrolet liverpool liverpool1 liverpool123 manchester
manchesterunited realmadrid realmadrid1 barcelona barcelona1 arsenal1 arsenal123 chelsea1 chelsea123
juventus juventus1 metallica metallica1 slipknot nirvana1 linkinpark greenday1 eminem123 blink182
rockstar rockstar1 butterfly butterfly1 chocolate chocolate1 chocolate123 strawberry blueberry
pineapple watermelon cupcake1 cookie123 banana123 elephant elephant1 dolphin1 scorpion scorpion1
snowball snowball1 midnight midnight1 diamond1 diamonds precious precious1 beautiful beautiful1
gorgeous friendship friends1 friends123 family123 freedom1 freedom123 freedom! happiness happiness1
goodluck goodluck1 blessed1 blessing jesuschrist jesus123 godisgood godislove godbless heaven123
angel123 forever1 forever21 together1 california california1 australia america1 newyork1 london123
paradise paradise1 computers swordfish champion champion1 warcraft warcraft1 runescape fortnite
fortnite1 fortnite123 callofduty leagueoflegends counterstrike playstation playstation1 nintendo
nintendo1 killer123 hello123 hello1234 hello12345 hello123456 helloworld helloworld1 helloworld123
hellohello hellothere hellokitty hellokitty1 howareyou howareyoutoday goodmorning goodmorning1
goodnight thankyou thankyou1 whatsup1 correcthorse correcthorsebatterystaple
correct-horse-battery-staple correct.horse.battery.staple correct_horse_battery_staple tr0ub4dor&3
troubador troubador3 asshole1 bullshit fuckyou1 fuckyou2 fuckyou123 fuckoff1 ncc1701d
ncc1701e rush2112 21122112 thx11381138 hunter123 hunter1234
"#,
    // Other languages.
    r#"
пароль123 пароль1234 пароль12345 пароль123456 парольпароль мойпароль мойпароль123 секретныйпароль
йцукен123 йцукен12345 йцукенгшщз123 привет123 привет1234 приветпривет любовь123 наташа123 солнышко
солнышко1 спартак1 спартакчемпион зенитчемпион parol123 parol1234 parol12345 parol123456 parolparol
moyparol moyparol123 privet123 privet1234 privet12345 privetprivet solnishko solnyshko lyubov123
natasha1 marina123 nikita123 sergey123 spartak1 spartak1922 gfhjkm123 gfhjkm1234 gfhjkmgfhjkm
ghbdtn123 ghbdtnghbdtn cjkysirj k.,jdm123 yfnfif123 rhfcjnrf motdepasse motdepasse1 motdepasse123
monmotdepasse monmotdepasse1 bonjour1 bonjour123 bonjourbonjour soleil123 doudou123 chouchou
loulou123 marseille marseille13 jetaime1 jetaime123 jetaimejetaime bienvenue bienvenue1 bienvenue123
contraseña contraseña1 contraseña123 micontraseña contrasena contrasena1 contrasena123 micontrasena
teamomucho teamomucho1 tequiero tequiero1 tequieromucho teamo123 estrella estrella1 mariposa
mariposa1 bienvenido bienvenido1 bienvenidos bienvenidos1 hola1234 hola12345 hola123456
realmadrid123 barcelona123 minhasenha minhasenha123 senha123 senha1234 senha12345 senha123456
mudar123 teamo1234 passwort passwort1 passwort12 passwort123 passwort1234 meinpasswort meinpasswort1
geheim123 geheim1234 hallo123 hallo1234 hallo12345 hallo123456 hallohallo schalke04 schatz123
ichliebedich ichliebedich1 willkommen willkommen1 willkommen123 wachtwoord wachtwoord1 wachtwoord123
welkom01 welkom123 welkom2025 benvenuto benvenuto1 juventus123 forzajuve amoremio amoremio1
tiamotantissimo haslo123 haslo1234 polska123 bismillah bismillah1 bismillah123 alhamdulillah
pakistan pakistan1 pakistan123 india123 india@123 krishna123 sairam123 woaini1314 woaini520
woaiwojia 5201314520 1314520520 aa112233 sifre123 sifre1234 galatasaray fenerbahce galatasaray1905
fenerbahce1907 heslo123 heslo1234 jelszo123 parola123 parola1234 parola12
"#,
];

/// Those with spaces.
const PHRASES: &[&str] = &[
    "correct horse battery staple",
    "hello world",
    "i love you",
    "i love you so much",
    "let me in please",
    "may the force be with you",
    "my password is password",
    "open sesame",
    "the quick brown fox",
    "the quick brown fox jumps over the lazy dog",
    "this is a password",
    "this is my password",
    "to be or not to be",
    "winter is coming",
    "you shall not pass",
    "мой пароль",
];
// typos: on
