#include "model/country.h"

/* Sources: ISO 3166-1; CLDR names; ITU E.164 national numbering plans; Universal Postal Union addressing systems. */
#define R NEEDS_REGION
#define P NEEDS_POSTCODE
#define B NEEDS_BUILDING
#define ROW(code, kk, ru, en, calling, trunk, min, max, needs, postcodes, example, lone)                                        \
	{ STR_INIT(code), { [LANG_KK] = STR_INIT(kk), [LANG_RU] = STR_INIT(ru), [LANG_EN] = STR_INIT(en) }, STR_INIT(calling),  \
	  STR_INIT(trunk), (min), (max), (needs), STR_INIT(postcodes), STR_INIT(example), STR_INIT(lone) }

const struct country countries[] = {
	ROW("KZ", "Қазақстан", "Казахстан", "Kazakhstan", "7", "8", 10, 10, R | P | B, "dddddd|addadad", "050000",
	    "алматы,алма-ата,almaty,alma-ata,астана,нур-султан,astana,nur-sultan,шымкент,чимкент,shymkent"),
	ROW("RU", "Ресей", "Россия", "Russia", "7", "8", 10, 10, R | P | B, "dddddd", "101000",
	    "москва,маскеу,moscow,moskva,санкт-петербург,спб,петербург,saint petersburg,st petersburg,"
	    "st. petersburg,севастополь,sevastopol"),
	ROW("KG", "Қырғызстан", "Кыргызстан", "Kyrgyzstan", "996", "0", 9, 9, B, "dddddd", "720000", ""),
	ROW("UZ", "Өзбекстан", "Узбекистан", "Uzbekistan", "998", "8", 9, 9, R | B, "dddddd", "100000",
	    "ташкент,tashkent,toshkent"),
	ROW("TJ", "Тәжікстан", "Таджикистан", "Tajikistan", "992", "8", 9, 9, B, "dddddd", "734000", ""),
	ROW("TM", "Түрікменстан", "Туркменистан", "Turkmenistan", "993", "8", 8, 8, B, "dddddd", "744000", ""),
	ROW("AZ", "Әзербайжан", "Азербайджан", "Azerbaijan", "994", "0", 9, 9, P | B, "AZ dddd", "AZ 1000", ""),
	ROW("AM", "Армения", "Армения", "Armenia", "374", "0", 8, 8, P | B, "dddd", "0010", ""),
	ROW("GE", "Грузия", "Грузия", "Georgia", "995", "0", 9, 9, B, "dddd", "0105", ""),
	ROW("BY", "Беларусь", "Беларусь", "Belarus", "375", "80", 9, 9, R | P | B, "dddddd", "220030",
	    "минск,minsk"),
	ROW("UA", "Украина", "Украина", "Ukraine", "380", "0", 9, 9, R | P | B, "ddddd", "01001",
	    "киев,київ,kyiv,kiev"),
	ROW("MD", "Молдова", "Молдова", "Moldova", "373", "0", 8, 8, P | B, "MD-dddd", "MD-2001", ""),
	ROW("CN", "Қытай", "Китай", "China", "86", "0", 10, 11, R | P, "dddddd", "100000",
	    "пекин,beijing,шанхай,shanghai,тяньцзинь,tianjin,чунцин,chongqing,北京,上海,天津,重庆,北京市,上海市,天津市,重庆市"),
	ROW("MN", "Моңғолия", "Монголия", "Mongolia", "976", "0", 8, 8, 0, "ddddd|dddddd", "14200", ""),
	ROW("TR", "Түркия", "Турция", "Türkiye", "90", "0", 10, 10, P, "ddddd", "34000", ""),
	ROW("AE", "Біріккен Араб Әмірліктері", "Объединённые Арабские Эмираты", "United Arab Emirates", "971", "0", 8, 9, 0, "", "", ""),
	ROW("AT", "Австрия", "Австрия", "Austria", "43", "0", 7, 13, P, "dddd", "1010", ""),
	ROW("AU", "Аустралия", "Австралия", "Australia", "61", "0", 9, 9, R | P, "dddd", "2000", ""),
	ROW("BE", "Бельгия", "Бельгия", "Belgium", "32", "0", 8, 9, P, "dddd", "1000", ""),
	ROW("BG", "Болгария", "Болгария", "Bulgaria", "359", "0", 8, 9, P, "dddd", "1000", ""),
	ROW("BR", "Бразилия", "Бразилия", "Brazil", "55", "0", 10, 11, R | P, "ddddd-ddd", "01310-100", ""),
	ROW("CA", "Канада", "Канада", "Canada", "1", "1", 10, 10, R | P, "ada dad", "K1A 0B1", ""),
	ROW("CH", "Швейцария", "Швейцария", "Switzerland", "41", "0", 9, 9, P, "dddd", "8001", ""),
	ROW("CY", "Кипр", "Кипр", "Cyprus", "357", "", 8, 8, P, "dddd", "1010", ""),
	ROW("CZ", "Чехия", "Чехия", "Czechia", "420", "", 9, 9, P, "ddd dd", "110 00", ""),
	ROW("DE", "Германия", "Германия", "Germany", "49", "0", 7, 13, P, "ddddd", "10115", ""),
	ROW("DK", "Дания", "Дания", "Denmark", "45", "", 8, 8, P, "dddd", "1050", ""),
	ROW("EE", "Эстония", "Эстония", "Estonia", "372", "", 7, 8, P, "ddddd", "10111", ""),
	ROW("EG", "Мысыр", "Египет", "Egypt", "20", "0", 9, 10, 0, "ddddd", "11511", ""),
	ROW("ES", "Испания", "Испания", "Spain", "34", "", 9, 9, P, "ddddd", "28001", ""),
	ROW("FI", "Финляндия", "Финляндия", "Finland", "358", "0", 6, 12, P, "ddddd", "00100", ""),
	ROW("FR", "Франция", "Франция", "France", "33", "0", 9, 9, P, "ddddd", "75001", ""),
	ROW("GB", "Ұлыбритания", "Великобритания", "United Kingdom", "44", "0", 9, 10, P, "ad daa|add daa|aad daa|aadd daa|ada daa|aada daa", "SW1A 1AA", ""),
	ROW("GR", "Грекия", "Греция", "Greece", "30", "", 10, 10, P, "ddd dd", "105 57", ""),
	ROW("HK", "Гонконг", "Гонконг", "Hong Kong", "852", "", 8, 8, 0, "", "", ""),
	ROW("HR", "Хорватия", "Хорватия", "Croatia", "385", "0", 8, 9, P, "ddddd", "10000", ""),
	ROW("HU", "Мажарстан", "Венгрия", "Hungary", "36", "06", 8, 9, P, "dddd", "1051", ""),
	ROW("IE", "Ирландия", "Ирландия", "Ireland", "353", "0", 7, 9, 0, "add xxxx|adW xxxx", "D02 AF30", ""),
	ROW("IL", "Израиль", "Израиль", "Israel", "972", "0", 8, 9, P, "ddddddd|ddddd", "9100000", ""),
	ROW("IN", "Үндістан", "Индия", "India", "91", "0", 10, 10, R | P, "ddd ddd", "110 001", ""),
	ROW("IS", "Исландия", "Исландия", "Iceland", "354", "", 7, 9, P, "ddd", "101", ""),
	ROW("IT", "Италия", "Италия", "Italy", "39", "", 6, 11, P, "ddddd", "00118", ""),
	ROW("JP", "Жапония", "Япония", "Japan", "81", "0", 9, 10, R | P, "ddd-dddd", "100-0001", ""),
	ROW("KR", "Оңтүстік Корея", "Южная Корея", "South Korea", "82", "0", 8, 10, P, "ddddd", "03154", ""),
	ROW("LT", "Литва", "Литва", "Lithuania", "370", "8", 8, 8, P, "LT-ddddd", "LT-01100", ""),
	ROW("LU", "Люксембург", "Люксембург", "Luxembourg", "352", "", 6, 11, P, "L-dddd", "L-1111", ""),
	ROW("LV", "Латвия", "Латвия", "Latvia", "371", "", 8, 8, P, "LV-dddd", "LV-1010", ""),
	ROW("MT", "Мальта", "Мальта", "Malta", "356", "", 8, 8, P, "aaa dddd", "VLT 1117", ""),
	ROW("MX", "Мексика", "Мексика", "Mexico", "52", "", 10, 10, R | P, "ddddd", "06000", ""),
	ROW("MY", "Малайзия", "Малайзия", "Malaysia", "60", "0", 8, 10, P, "ddddd", "50000", ""),
	ROW("NL", "Нидерланд", "Нидерланды", "Netherlands", "31", "0", 9, 9, P, "dddd aa", "1012 AB", ""),
	ROW("NO", "Норвегия", "Норвегия", "Norway", "47", "", 8, 8, P, "dddd", "0150", ""),
	ROW("NZ", "Жаңа Зеландия", "Новая Зеландия", "New Zealand", "64", "0", 8, 10, P, "dddd", "1010", ""),
	ROW("PK", "Пәкістан", "Пакистан", "Pakistan", "92", "0", 9, 10, 0, "ddddd", "44000", ""),
	ROW("PL", "Польша", "Польша", "Poland", "48", "", 9, 9, P, "dd-ddd", "00-001", ""),
	ROW("PT", "Португалия", "Португалия", "Portugal", "351", "", 9, 9, P, "dddd-ddd", "1000-001", ""),
	ROW("QA", "Катар", "Катар", "Qatar", "974", "", 8, 8, 0, "", "", ""),
	ROW("RO", "Румыния", "Румыния", "Romania", "40", "0", 9, 9, P, "dddddd", "010011", ""),
	ROW("RS", "Сербия", "Сербия", "Serbia", "381", "0", 8, 9, P, "ddddd", "11000", ""),
	ROW("SA", "Сауд Арабиясы", "Саудовская Аравия", "Saudi Arabia", "966", "0", 9, 9, P, "ddddd|ddddd-dddd", "11564", ""),
	ROW("SE", "Швеция", "Швеция", "Sweden", "46", "0", 7, 9, P, "ddd dd", "111 22", ""),
	ROW("SG", "Сингапур", "Сингапур", "Singapore", "65", "", 8, 8, P, "dddddd", "018956", ""),
	ROW("SI", "Словения", "Словения", "Slovenia", "386", "0", 8, 8, P, "dddd", "1000", ""),
	ROW("SK", "Словакия", "Словакия", "Slovakia", "421", "0", 9, 9, P, "ddd dd", "811 01", ""),
	ROW("TH", "Тайланд", "Таиланд", "Thailand", "66", "0", 8, 9, P, "ddddd", "10100", ""),
	ROW("US", "Америка Құрама Штаттары", "Соединённые Штаты Америки", "United States", "1", "1", 10, 10, R | P, "ddddd|ddddd-dddd", "10001", ""),
	ROW("VN", "Вьетнам", "Вьетнам", "Vietnam", "84", "0", 9, 10, 0, "dddddd|ddddd", "100000", ""),
	ROW("ZA", "Оңтүстік Африка", "Южная Африка", "South Africa", "27", "0", 9, 9, P, "dddd", "2000", ""),
};

const size_t country_count = sizeof(countries) / sizeof(countries[0]);

const struct str country_codes[] = {
	STR_INIT("KZ"), STR_INIT("RU"), STR_INIT("KG"), STR_INIT("UZ"), STR_INIT("TJ"), STR_INIT("TM"), STR_INIT("AZ"),
	STR_INIT("AM"), STR_INIT("GE"), STR_INIT("BY"), STR_INIT("UA"), STR_INIT("MD"), STR_INIT("CN"), STR_INIT("MN"),
	STR_INIT("TR"), STR_INIT("AE"), STR_INIT("AT"), STR_INIT("AU"), STR_INIT("BE"), STR_INIT("BG"), STR_INIT("BR"),
	STR_INIT("CA"), STR_INIT("CH"), STR_INIT("CY"), STR_INIT("CZ"), STR_INIT("DE"), STR_INIT("DK"), STR_INIT("EE"),
	STR_INIT("EG"), STR_INIT("ES"), STR_INIT("FI"), STR_INIT("FR"), STR_INIT("GB"), STR_INIT("GR"), STR_INIT("HK"),
	STR_INIT("HR"), STR_INIT("HU"), STR_INIT("IE"), STR_INIT("IL"), STR_INIT("IN"), STR_INIT("IS"), STR_INIT("IT"),
	STR_INIT("JP"), STR_INIT("KR"), STR_INIT("LT"), STR_INIT("LU"), STR_INIT("LV"), STR_INIT("MT"), STR_INIT("MX"),
	STR_INIT("MY"), STR_INIT("NL"), STR_INIT("NO"), STR_INIT("NZ"), STR_INIT("PK"), STR_INIT("PL"), STR_INIT("PT"),
	STR_INIT("QA"), STR_INIT("RO"), STR_INIT("RS"), STR_INIT("SA"), STR_INIT("SE"), STR_INIT("SG"), STR_INIT("SI"),
	STR_INIT("SK"), STR_INIT("TH"), STR_INIT("US"), STR_INIT("VN"), STR_INIT("ZA"),
	{ NULL, 0 },
};

const struct country *country_find(struct str code)
{
	for (size_t i = 0; i < country_count; i++)
		if (str_eq(code, countries[i].code))
			return &countries[i];
	return NULL;
}
